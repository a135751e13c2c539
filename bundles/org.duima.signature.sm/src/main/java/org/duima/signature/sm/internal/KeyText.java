package org.duima.signature.sm.internal;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Reads keys in the forms that platforms and openssl hand out. Nothing that is thrown from here
 * holds any of the text, so causes of the libraries are left behind.
 */
final class KeyText {
  private static final String PEM = "-----BEGIN ";

  private KeyText() {}

  /**
   * An SM2 private key: the number in hexadecimal or Base64, or PKCS#8 in PEM.
   *
   * @param setting what the text was read for, to be named when it is wrong
   */
  static ECPrivateKeyParameters privateKey(String setting, String text) {
    try {
      ECPrivateKeyParameters key =
          text.startsWith(PEM)
              ? (ECPrivateKeyParameters) PrivateKeyFactory.createKey(pem(text, "PRIVATE KEY"))
              : new ECPrivateKeyParameters(new BigInteger(1, bytes(text)), Sm2.CURVE);
      // The largest number has no inverse in the signature: GB/T 32918.1, 6.1.
      if (isOnCurve(key) && key.getD().compareTo(Sm2.CURVE.getN().subtract(BigInteger.TWO)) <= 0) {
        return new ECPrivateKeyParameters(key.getD(), Sm2.CURVE);
      }
    } catch (IOException | RuntimeException e) {
      // Falls through: what the library says may hold parts of the key.
    }
    throw new IllegalArgumentException(
        setting
            + ": 不是 SM2 私钥，应为 32 字节的十六进制或 Base64，或 PKCS#8 的 PEM"
            + " / no SM2 private key: expected 32 bytes in hexadecimal or Base64, or PKCS#8 in PEM");
  }

  /**
   * An SM2 public key: the uncompressed point (04…) in hexadecimal or Base64, or PEM.
   *
   * @param setting what the text was read for, to be named when it is wrong
   */
  static ECPublicKeyParameters publicKey(String setting, String text) {
    try {
      ECPublicKeyParameters key =
          text.startsWith(PEM)
              ? (ECPublicKeyParameters) PublicKeyFactory.createKey(pem(text, "PUBLIC KEY"))
              : new ECPublicKeyParameters(Sm2.CURVE.getCurve().decodePoint(bytes(text)), Sm2.CURVE);
      if (isOnCurve(key)) {
        return key;
      }
    } catch (IOException | RuntimeException e) {
      // Falls through to the one message that fits everything that can be wrong.
    }
    throw new IllegalArgumentException(
        setting
            + ": 不是 SM2 公钥，应为 04 开头 65 字节的十六进制或 Base64，或 PEM"
            + " / no SM2 public key: expected 65 bytes beginning with 04 in hexadecimal or Base64, or PEM");
  }

  /** An SM4 key of 16 bytes in hexadecimal. */
  static byte[] sm4Key(String setting, String text) {
    if (!text.matches("[0-9a-fA-F]{32}")) {
      throw new IllegalArgumentException(
          setting + ": 应为 16 字节的十六进制 / expected 16 bytes in hexadecimal");
    }
    return HexFormat.of().parseHex(text);
  }

  private static boolean isOnCurve(AsymmetricKeyParameter key) {
    return key instanceof ECPrivateKeyParameters secret
        ? Sm2.CURVE.equals(secret.getParameters())
        : Sm2.CURVE.equals(((ECPublicKeyParameters) key).getParameters());
  }

  private static byte[] bytes(String text) {
    return text.matches("[0-9a-fA-F]+")
        ? HexFormat.of().parseHex(text)
        : Base64.getMimeDecoder().decode(text);
  }

  private static byte[] pem(String text, String type) throws IOException {
    try (PemReader reader = new PemReader(new StringReader(text))) {
      PemObject object = reader.readPemObject();
      if (object == null || !object.getType().equals(type)) {
        throw new IOException("not a PEM of this type");
      }
      return object.getContent();
    }
  }
}
