package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegibleTest {
  private static final Charset GBK = Charset.forName("GBK");
  private static final String TEXT = "患者手术操作信息数据校验错误：OPER_DR_CODE_STD：必填项校验错误";

  @Test
  void readsGbkWhereTheBytesAreNoUtf8() {
    assertThat(Legible.text(TEXT.getBytes(GBK))).isEqualTo(TEXT);
    assertThat(Legible.text(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
  }

  @Test
  void restoresUtf8ThatWasTakenForGbk() {
    String garbled = new String(TEXT.getBytes(StandardCharsets.UTF_8), GBK);
    assertThat(garbled).isNotEqualTo(TEXT);
    assertThat(Legible.restored(garbled)).contains("OPER_DR_CODE_STD").contains("手术操作信息");
  }

  @Test
  void restoresUtf8AndGbkThatWereTakenForLatin() {
    String utf8 = new String(TEXT.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    String gbk = new String(TEXT.getBytes(GBK), StandardCharsets.ISO_8859_1);
    assertThat(Legible.restored(utf8)).isEqualTo(TEXT);
    assertThat(Legible.restored(gbk)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TEXT,
        "ORA-00001: unique constraint violated",
        "",
        "联通",
        "Größe",
        "已提交",
        "人员冻结，请联系医保局",
        "𠮷野家 ×2 °C"
      })
  void leavesALegibleTextAlone(String text) {
    assertThat(Legible.restored(text)).isEmpty();
    assertThat(Legible.isLost(text)).isFalse();
  }

  @Test
  void knowsWhatIsGoneForGood() {
    String lost = new String("必填项校验错误".getBytes(GBK), StandardCharsets.UTF_8);
    assertThat(Legible.isLost(lost)).isTrue();
    assertThat(Legible.isLost("锟斤拷锟斤拷")).isTrue();
  }

  @Test
  void leavesNothingThatADatabaseRefuses() {
    assertThat(Legible.clean("a\u0000b\ud83d", 10)).isEqualTo("ab?");
    assertThat(Legible.clean("一二三四", 2)).isEqualTo("一二");
    assertThat(Legible.clean("ab\ud83d\ude00", 3)).isEqualTo("ab?");
  }
}
