package org.duima.signature.sm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sm4Test {
  private static final HexFormat HEX = HexFormat.of();

  /** GB/T 32907-2016, annex A.1: key, plain and encrypted block. */
  private static final byte[] BLOCK = HEX.parseHex("0123456789abcdeffedcba9876543210");

  private static final String ENCRYPTED = "681edf34d206965e86b3e94f536e4246";

  @Test
  void encryptsTheExampleOfTheStandard() {
    byte[] encrypted = Sm4.encrypt(BLOCK, BLOCK);
    assertThat(HEX.formatHex(Arrays.copyOf(encrypted, 16))).isEqualTo(ENCRYPTED);
    assertThat(HEX.formatHex(IndependentSm.sm4Block(BLOCK, BLOCK, true))).isEqualTo(ENCRYPTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 4_000})
  void decryptsWhatItEncrypted(int length) throws Exception {
    byte[] plain = new byte[length];
    Arrays.fill(plain, (byte) 7);
    byte[] encrypted = Sm4.encrypt(plain, BLOCK);
    assertThat(encrypted).hasSize((length / 16 + 1) * 16);
    assertThat(Sm4.decrypt(encrypted, BLOCK)).isEqualTo(plain);
    assertThat(IndependentSm.sm4(encrypted, BLOCK)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 17, 31})
  void refusesWhatIsNoWholeBlocks(int length) {
    assertThatThrownBy(() -> Sm4.decrypt(new byte[length], BLOCK))
        .isInstanceOf(InvalidCipherTextException.class);
  }

  @Test
  void derivesTheKeyFromTheApplication() {
    // SM4-ECB of "secret" under "app0000000000000", by openssl
    assertThat(new String(SmSettings.derivedKey("app", "secret"), StandardCharsets.US_ASCII))
        .isEqualTo("A9ED3EF66366814B");
    assertThat(
            new String(
                SmSettings.derivedKey("0123456789ABCDEF-longer", "NoRealSecretOf24Bytes..."),
                StandardCharsets.US_ASCII))
        .isEqualTo("A7F098CAEEDADF08");
  }
}
