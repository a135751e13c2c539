package org.duima.signature.sm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples printed in the standards. */
class Sm2Test {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] USER = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "message digest".getBytes(StandardCharsets.US_ASCII);

  /** GB/T 32918.5-2017, annex A.2. */
  private static final ECPrivateKeyParameters KEY =
      KeyText.privateKey("key", "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");

  private static final ECPublicKeyParameters PUBLIC =
      KeyText.publicKey(
          "key",
          "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
              + "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");

  private static final byte[] SIGNATURE =
      HEX.parseHex(
          "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
              + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");

  private static final BigInteger NUMBER =
      new BigInteger("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21", 16);

  /** Gives the example's random number. */
  private static SecureRandom example() {
    byte[] number = NUMBER.toByteArray();
    return new SecureRandom() {
      @Override
      public void nextBytes(byte[] bytes) {
        System.arraycopy(number, 0, bytes, 0, number.length);
      }
    };
  }

  @Test
  void signsTheExampleOfTheStandard() {
    assertThat(Sm2.sign(MESSAGE, KEY, USER, Sm2.Form.RAW, example())).isEqualTo(SIGNATURE);
    assertThat(Sm2.isSigned(MESSAGE, SIGNATURE, PUBLIC, USER, Sm2.Form.RAW)).isTrue();
    assertThat(IndependentSm.sign(MESSAGE, "1234567812345678", KEY.getD(), NUMBER))
        .isEqualTo(SIGNATURE);
  }

  @Test
  void writesBothNumbersAsAsn1WhereARegionWantsIt() {
    byte[] der = Sm2.sign(MESSAGE, KEY, USER, Sm2.Form.DER, example());
    // both numbers begin with a set bit, so each has a zero byte before it
    assertThat(HEX.formatHex(der))
        .isEqualTo(
            "3046022100"
                + HEX.formatHex(Arrays.copyOf(SIGNATURE, 32))
                + "022100"
                + HEX.formatHex(Arrays.copyOfRange(SIGNATURE, 32, 64)));
    assertThat(Sm2.isSigned(MESSAGE, der, PUBLIC, USER, Sm2.Form.DER)).isTrue();
    assertThat(Sm2.isSigned(MESSAGE, der, PUBLIC, USER, Sm2.Form.RAW)).isFalse();
  }

  @Test
  void seesAnyChange() {
    byte[] other = SIGNATURE.clone();
    other[40] ^= 1;
    byte[] user = "1234567812345679".getBytes(StandardCharsets.US_ASCII);
    ECPublicKeyParameters key =
        new ECPublicKeyParameters(
            Sm2.CURVE.getG().multiply(BigInteger.valueOf(7)).normalize(), Sm2.CURVE);
    assertThat(Sm2.isSigned(MESSAGE, other, PUBLIC, USER, Sm2.Form.RAW)).isFalse();
    assertThat(Sm2.isSigned(MESSAGE, SIGNATURE, PUBLIC, user, Sm2.Form.RAW)).isFalse();
    assertThat(Sm2.isSigned(MESSAGE, SIGNATURE, key, USER, Sm2.Form.RAW)).isFalse();
    assertThat(Sm2.isSigned(new byte[0], SIGNATURE, PUBLIC, USER, Sm2.Form.RAW)).isFalse();
    assertThat(Sm2.isSigned(MESSAGE, new byte[0], PUBLIC, USER, Sm2.Form.RAW)).isFalse();
  }

  /** GB/T 32905-2016, annex A; our own implementation for tests is held to the same. */
  @ParameterizedTest
  @CsvSource({
    "abc, 1, 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "abcd, 16, debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
  })
  void digestsTheExamplesOfTheStandard(String text, int times, String digest) {
    byte[] message = text.repeat(times).getBytes(StandardCharsets.US_ASCII);
    SM3Digest library = new SM3Digest();
    library.update(message, 0, message.length);
    byte[] result = new byte[32];
    library.doFinal(result, 0);
    assertThat(HEX.formatHex(result)).isEqualTo(digest);
    assertThat(HEX.formatHex(IndependentSm.sm3(message))).isEqualTo(digest);
  }
}
