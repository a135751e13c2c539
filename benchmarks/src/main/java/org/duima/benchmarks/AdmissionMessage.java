package org.duima.benchmarks;

import java.nio.charset.StandardCharsets;

/**
 * An invented ADT^A01 of about 2.5 kB, like those of a real HIS; each one is of another patient.
 */
final class AdmissionMessage {
  private AdmissionMessage() {}

  /**
   * @param controlId MSH-10, unique in a run
   * @param patient number of the patient
   */
  static byte[] of(String controlId, int patient) {
    StringBuilder text = new StringBuilder(2_600);
    text.append("MSH|^~\\&|HIS|BENCH|DUIMA|BENCH|20260302081500||ADT^A01^ADT_A01|")
        .append(controlId)
        .append("|P|2.5|||||CHN|UNICODE UTF-8\r")
        .append("EVN|A01|20260302081500|||D500103009999^测试医师\r")
        .append("PID|1||P")
        .append(patient)
        .append("^^^HIS^MR~500103199901010000^^^^NI||测试")
        .append(patient)
        .append(
            "号^^^^^^L||19990101|F|||测试路一号^^测试市^^400000^CHN^H||13000000000^PRN^PH|||M||||||01^汉族|||||CHN\r")
        .append("NK1|1|测试家属|SPO|测试路一号^^测试市^^400000|13000000001\r")
        .append("PV1|1|I|A03.04^12^01^H50010300001||||D500103000001^测试主任|||A03.04||||2||||")
        .append("|ZY")
        .append(patient)
        .append("^^^HIS^VN")
        .append("|".repeat(25))
        .append("20260302081500\r")
        .append("IN1|1|310|500103|测试医保中心||||||||||||310||||||||||||||||||||PSN")
        .append(patient)
        .append("\r")
        .append("DG1|1||I10.x00x002^高血压^GL-ICD10-2.0||20260302081500|A\r");
    for (int line = 1; text.length() < 2_350; line++) {
      text.append("OBX|")
          .append(line)
          .append("|NM|8867-4^heart rate^LN||")
          .append(60 + line)
          .append("|/min^^UCUM|60-100|N|||F|||20260302081500||D500103000002^测试护士\r");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
