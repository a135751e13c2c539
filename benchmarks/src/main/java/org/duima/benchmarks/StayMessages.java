package org.duima.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The 40 HL7 v2 messages of one invented stay, all that its list needs: admission, a transfer,
 * notes of the patient, ten days of charges, discharge, the coded front page, settlement with
 * invoice.
 */
final class StayMessages {
  static final int COUNT = 40;
  private static final int DAYS = 10;
  private static final int CHARGE_MESSAGES = 32;
  private static final String[] CATEGORIES = {"01", "02", "03", "04", "05", "07", "08", "09"};

  private final List<byte[]> messages = new ArrayList<>();
  private int control;

  private StayMessages() {}

  /** The messages in the order in which a hospital sends them. */
  static List<byte[]> all() {
    StayMessages stay = new StayMessages();
    stay.adt("A01", "20260302081500", "A03.04");
    stay.adt("A08", "20260302083000", "A03.04");
    for (int i = 0; i < CHARGE_MESSAGES; i++) {
      stay.charges(i);
      if (i == CHARGE_MESSAGES / 2) {
        stay.adt("A02", "20260307100000", "A04.01");
      }
    }
    stay.adt("A08", "20260311160000", "A04.01");
    stay.adt("A03", "20260312101500", "A04.01");
    stay.settlement("20260312110000");
    stay.frontPage("20260313090000");
    stay.adt("A08", "20260313093000", "A04.01");
    return List.copyOf(stay.messages);
  }

  private void adt(String event, String at, String department) {
    StringBuilder text = head("ADT^" + event + "^ADT_A01", at, event);
    person(text);
    visit(text, at, department, event.equals("A03"));
    text.append("IN1|1|310|500103|测试医保中心||||||||||||310\r")
        .append("DG1|1||J18.900^肺炎^GL-ICD10-2.0||")
        .append(at)
        .append("|O\r")
        .append("ZYB|MDBENCH1||PSNBENCH1|500103|310|310||||||||||insured|YBBENCH1\r");
    add(text);
  }

  private void charges(int number) {
    int day = 2 + number * DAYS / CHARGE_MESSAGES;
    String at = String.format(Locale.ROOT, "202603%02d%02d0000", day, 9 + number % 9);
    StringBuilder text = head("DFT^P03^DFT_P03", at, "P03");
    person(text);
    visit(text, at, "A03.04", false);
    for (int line = 0; line < CATEGORIES.length; line++) {
      text.append("FT1|")
          .append(line + 1)
          .append("|F")
          .append(number)
          .append('-')
          .append(line)
          .append("||")
          .append(at)
          .append("||CG|I")
          .append(line)
          .append("^测试项目")
          .append(line)
          .append("^^003300000000")
          .append(line)
          .append("|||1|12.50&CNY|12.50&CNY\r")
          .append("ZFT||")
          .append(CATEGORIES[line])
          .append('\r');
    }
    add(text);
  }

  private void settlement(String at) {
    StringBuilder text = head("ADT^A08^ADT_A01", at, "A08");
    person(text);
    visit(text, at, "A04.01", true);
    text.append("ZYB|MDBENCH1|SETLBENCH1|PSNBENCH1|500103|310|310||")
        .append("BC01|BN0001|BIZ0001|20260302|20260312|20260312105500||4|insured|YBBENCH1\r");
    add(text);
  }

  private void frontPage(String at) {
    StringBuilder text = head("BAR^P12^BAR_P12", at, "P12");
    person(text);
    visit(text, at, "A04.01", true);
    String[] diagnoses = {
      "K80.100^胆囊结石伴有其他胆囊炎", "K76.000^脂肪肝", "J18.900^肺炎", "I10.x00x002^高血压", "E11.900^2型糖尿病"
    };
    for (int i = 0; i < diagnoses.length; i++) {
      text.append("DG1|")
          .append(i + 1)
          .append("||")
          .append(diagnoses[i])
          .append("^GL-ICD10-2.0||")
          .append(at)
          .append("|F|||||||||")
          .append(i + 1)
          .append("\rZDG|1\r");
    }
    text.append(
            "PR1|1||51.2300^腹腔镜下胆囊切除术^GL-ICD9-3.0||20260308100500||85|D500103000004^测试麻醉|41|95|")
        .append("D500103000003^测试术者|||1\r")
        .append("ZPR|20260308100500|20260308113000|20260308095000|20260308114500\r")
        .append("ZPI|24|01|CHN|||||01|500103197907210028|测试市测试路一号|测试家属|10|测试市测试路一号|13000000001\r")
        .append("ZFP|10|1|2|1||||||0|2|8|0|1||D500103000001|测试主任|N500103000001|测试护士")
        .append("|||||||医保办|测试填报员|||||||BABENCH1\r");
    add(text);
  }

  private StringBuilder head(String type, String at, String event) {
    return new StringBuilder(2_600)
        .append("MSH|^~\\&|HIS|BENCH|DUIMA|BENCH|")
        .append(at)
        .append("||")
        .append(type)
        .append("|P2-")
        .append(++control)
        .append("|P|2.5|||||CHN|UNICODE UTF-8\rEVN|")
        .append(event)
        .append('|')
        .append(at)
        .append('\r');
  }

  private static void person(StringBuilder text) {
    text.append("PID|1||PBENCH1^^^HIS^MR~500103197907210028^^^^NI||尚测试十一^^^^^^L||19790721|F|||")
        .append("测试路一号^^测试市^^400000^CHN^H||13000000000^PRN^PH\r")
        .append("NK1|1|测试家属|SPO|测试路一号^^测试市^^400000|13000000001\r");
  }

  private static void visit(StringBuilder text, String at, String department, boolean left) {
    text.append("PV1|1|I|")
        .append(department)
        .append("^12^01^H50010300001||||D500103000001^测试主任|||")
        .append(department)
        .append("||||2||||")
        .append("|ZYBENCH1^^^HIS^VN")
        .append("|".repeat(17))
        .append("1")
        .append("|".repeat(8))
        .append("20260302081500")
        .append(left ? "|20260312101500" : "")
        .append('\r');
  }

  private void add(StringBuilder text) {
    messages.add(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
