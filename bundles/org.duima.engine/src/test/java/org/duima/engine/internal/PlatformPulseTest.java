package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duima.api.Text;
import org.duima.api.platform.Answer;
import org.duima.api.platform.Receipt;
import org.duima.api.site.HealthCheck.Health;
import org.junit.jupiter.api.Test;

class PlatformPulseTest {
  private static final Receipt WRONG_SIGNATURE =
      new Receipt.Refused(
          Receipt.Kind.CONFIGURATION,
          "-1",
          "张三测试",
          new Answer(
              "PA-X",
              Receipt.Kind.CONFIGURATION,
              "it",
              new Text("签名不正确", "the signature is wrong"),
              new Text("请信息科核对密钥", "IT: check the key"),
              List.of(),
              "张三测试",
              ""));

  private final PlatformPulse pulse = new PlatformPulse();

  private void beat(Receipt receipt, int times) {
    for (int i = 0; i < times; i++) {
      pulse.beat(receipt);
    }
  }

  @Test
  void saysWhyThePlatformTakesNothingWithoutItsOwnWords() {
    beat(WRONG_SIGNATURE, 3);
    Health health = pulse.check();
    assertThat(health.up()).isFalse();
    assertThat(health.detail().zh()).contains("3", "签名不正确", "请信息科核对密钥").doesNotContain("张三测试");
  }

  @Test
  void aRefusalOfAListIsAnAnswer() {
    beat(WRONG_SIGNATURE, 2);
    for (Receipt.Kind kind :
        new Receipt.Kind[] {Receipt.Kind.DATA, Receipt.Kind.STATE, Receipt.Kind.ASK}) {
      beat(new Receipt.Refused(kind, "-1", ""), 1);
      beat(WRONG_SIGNATURE, 2);
      assertThat(pulse.check().up()).isTrue();
    }
  }

  @Test
  void silenceCounts() {
    beat(new Receipt.Unknown(true, "timed out"), 3);
    assertThat(pulse.check().up()).isFalse();
    beat(new Receipt.Accepted("", ""), 1);
    assertThat(pulse.check().up()).isTrue();
  }
}
