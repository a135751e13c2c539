package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatedTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 2_500, 300_000})
  void givesBackWhatItTook(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    byte[] quiet = new byte[length];

    assertThat(Deflated.inflate(Deflated.deflate(noise))).isEqualTo(noise);
    assertThat(Deflated.inflate(Deflated.deflate(quiet))).isEqualTo(quiet);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 40})
  void refusesWhatIsCutShort(int length) {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);
    byte[] cut = Arrays.copyOf(Deflated.deflate(noise), length);

    assertThatThrownBy(() -> Deflated.inflate(cut)).isInstanceOf(IllegalStateException.class);
  }
}
