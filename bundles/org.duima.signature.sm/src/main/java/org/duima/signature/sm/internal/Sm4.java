package org.duima.signature.sm.internal;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;

/** SM4 (GB/T 32907) in ECB mode with PKCS#7 padding, as the platforms prescribe it. */
final class Sm4 {
  static final int KEY_BYTES = 16;

  private Sm4() {}

  static byte[] encrypt(byte[] plain, byte[] key) {
    try {
      return process(true, plain, key);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("only decryption looks at the padding", e);
    }
  }

  /**
   * Decrypts.
   *
   * @throws InvalidCipherTextException if there is no whole block or the padding is wrong, which a
   *     wrong key makes likely but not certain
   */
  static byte[] decrypt(byte[] encrypted, byte[] key) throws InvalidCipherTextException {
    if (encrypted.length == 0 || encrypted.length % KEY_BYTES != 0) {
      throw new InvalidCipherTextException("no whole blocks");
    }
    return process(false, encrypted, key);
  }

  private static byte[] process(boolean encrypt, byte[] input, byte[] key)
      throws InvalidCipherTextException {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(new SM4Engine(), new PKCS7Padding());
    cipher.init(encrypt, new KeyParameter(key));
    byte[] output = new byte[cipher.getOutputSize(input.length)];
    int length = cipher.processBytes(input, 0, input.length, output, 0);
    length += cipher.doFinal(output, length);
    return Arrays.copyOf(output, length);
  }
}
