package org.duima.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.parser.PipeParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AdmissionMessageTest {
  @Test
  void isAMessageOfTheUsualSizeThatHapiReads() throws Exception {
    byte[] message = AdmissionMessage.of("C1", 7);
    assertThat(message.length).isBetween(2_200, 2_800);
    String text = new String(message, StandardCharsets.UTF_8);
    assertThat(new PipeParser().parse(text).getName()).isEqualTo("ADT_A01");
    assertThat(text).contains("|ZY7^^^HIS^VN|", "PSN7");
  }
}
