package org.duima.demo.simulator;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;

/** SM2 with SM3, and SM4-ECB with PKCS#7 padding, as the sealed body uses them. */
final class Sm {
  private static final byte[] USER_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
  private static final int BLOCK = 16;
  private static final ECDomainParameters CURVE = curve();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Sm() {}

  private static ECDomainParameters curve() {
    X9ECParameters parameters = GMNamedCurves.getByName("sm2p256v1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  /** A key pair in hexadecimal: the number, and the uncompressed point (04…). */
  record Pair(String privateKey, String publicKey) {}

  static Pair newPair() {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(CURVE, RANDOM));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    BigInteger number = ((ECPrivateKeyParameters) pair.getPrivate()).getD();
    byte[] point = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
    return new Pair(String.format("%064x", number), HexFormat.of().formatHex(point));
  }

  static ECPrivateKeyParameters privateKey(String hex) {
    return new ECPrivateKeyParameters(new BigInteger(hex, 16), CURVE);
  }

  static ECPublicKeyParameters publicKey(String hex) {
    return new ECPublicKeyParameters(
        CURVE.getCurve().decodePoint(HexFormat.of().parseHex(hex)), CURVE);
  }

  /** The signature as 32 bytes of r and 32 bytes of s. */
  static byte[] sign(String text, ECPrivateKeyParameters key) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    signer.init(true, new ParametersWithID(new ParametersWithRandom(key, RANDOM), USER_ID));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("a checked key signs", e);
    }
  }

  static boolean isSigned(String text, byte[] signature, ECPublicKeyParameters key) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    signer.init(false, new ParametersWithID(key, USER_ID));
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  /**
   * The SM4 key of an application: the first 16 characters of the upper-case hexadecimal form of
   * its secret, encrypted under the first 16 characters of its id, which is filled with 0.
   */
  static byte[] applicationKey(String appId, String appSecret) {
    String id = (appId + "0".repeat(BLOCK)).substring(0, BLOCK);
    byte[] encrypted =
        encrypt(
            appSecret.getBytes(StandardCharsets.US_ASCII), id.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of()
        .withUpperCase()
        .formatHex(encrypted)
        .substring(0, BLOCK)
        .getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] encrypt(byte[] plain, byte[] key) {
    try {
      return run(true, plain, key);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("anything can be encrypted", e);
    }
  }

  /** The plain bytes, or null where the key or the bytes are wrong. */
  static byte[] decrypt(byte[] encrypted, byte[] key) {
    if (encrypted.length == 0 || encrypted.length % BLOCK != 0) {
      return null;
    }
    try {
      return run(false, encrypted, key);
    } catch (InvalidCipherTextException e) {
      return null;
    }
  }

  private static byte[] run(boolean encrypts, byte[] bytes, byte[] key)
      throws InvalidCipherTextException {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(new SM4Engine(), new PKCS7Padding());
    cipher.init(encrypts, new KeyParameter(key));
    byte[] result = new byte[cipher.getOutputSize(bytes.length)];
    int written = cipher.processBytes(bytes, 0, bytes.length, result, 0);
    written += cipher.doFinal(result, written);
    return Arrays.copyOf(result, written);
  }
}
