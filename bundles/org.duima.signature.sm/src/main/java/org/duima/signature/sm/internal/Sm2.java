package org.duima.signature.sm.internal;

import java.security.SecureRandom;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** SM2 signatures with SM3 as the digest (GB/T 32918.2) on the recommended curve (GB/T 32918.5). */
final class Sm2 {
  /** The curve sm2p256v1. */
  static final ECDomainParameters CURVE = curve();

  /** How the pair (r, s) is written. */
  enum Form {
    /** 32 bytes of r, then 32 bytes of s. */
    RAW(PlainDSAEncoding.INSTANCE),
    /** An ASN.1 sequence of two integers. */
    DER(StandardDSAEncoding.INSTANCE);

    private final DSAEncoding encoding;

    Form(DSAEncoding encoding) {
      this.encoding = encoding;
    }
  }

  private Sm2() {}

  /**
   * Signs.
   *
   * @param userId the signer's distinguishing id, part of what is signed
   * @param random source of the secret number that each signature needs
   */
  static byte[] sign(
      byte[] message, ECPrivateKeyParameters key, byte[] userId, Form form, SecureRandom random) {
    SM2Signer signer = new SM2Signer(form.encoding);
    signer.init(true, new ParametersWithID(new ParametersWithRandom(key, random), userId));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("SM2 cannot sign with a key that was checked", e);
    }
  }

  /** Whether a signature is of this message and key; false for one of the wrong form, too. */
  static boolean isSigned(
      byte[] message, byte[] signature, ECPublicKeyParameters key, byte[] userId, Form form) {
    SM2Signer signer = new SM2Signer(form.encoding);
    signer.init(false, new ParametersWithID(key, userId));
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }

  private static ECDomainParameters curve() {
    X9ECParameters parameters = GMNamedCurves.getByName("sm2p256v1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }
}
