package org.duima.demo.day;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** What is no message of any stay, and must be refused or at least not taken. */
final class Faults {
  private static final int HUGE_BYTES = 20_000_000;
  private static final String NO_MESSAGE = "<?xml version=\"1.0\"?><ClinicalDocument/>";
  private static final Set<String> REFUSED = Set.of("AR");

  private Faults() {}

  /** Bytes without a frame and a frame that breaks off go to the door that has frames. */
  static Message of(Fault fault, Form form, Path file) {
    boolean fhir = form == Form.FHIR;
    return switch (fault.what()) {
      case "garbage" -> message(fault, Message.Kind.RAW, garbage(), Set.of());
      case "truncated" -> message(fault, Message.Kind.RAW, truncated(), Set.of());
      case "angle-bracket" ->
          fhir
              ? message(fault, Message.Kind.FHIR, bytes(NO_MESSAGE), Message.HTTP_REFUSED)
              : message(fault, Message.Kind.RAW, framed(NO_MESSAGE), REFUSED);
      case "huge" ->
          fhir
              ? message(fault, Message.Kind.FHIR, hugeBundle(), Message.HTTP_REFUSED)
              : message(fault, Message.Kind.RAW, framed(hugeResult()), REFUSED);
      default -> throw new DayException(file, "do: " + fault.what());
    };
  }

  private static Message message(Fault fault, Message.Kind kind, byte[] body, Set<String> answers) {
    return new Message(
        "",
        "fault-" + fault.what(),
        "FAULT",
        kind,
        kind == Message.Kind.FHIR ? "Bundle/" + fault.what() : fault.what(),
        fault.at(),
        "",
        body,
        answers,
        "",
        "");
  }

  /** Bytes that belong to no frame. */
  private static byte[] garbage() {
    byte[] bytes = new byte[600];
    int state = 17;
    for (int i = 0; i < bytes.length; i++) {
      state = state * 1103515245 + 12345;
      byte next = (byte) (state >>> 16);
      // neither start nor end of a frame
      bytes[i] = next == 0x0b || next == 0x1c ? 0x55 : next;
    }
    return bytes;
  }

  /** A frame whose end never comes. */
  private static byte[] truncated() {
    return bytes(
        "\u000bMSH|^~\\&|HIS|TESTHOSP|DUIMA|TESTHOSP|20260316120000||ADT^A08^ADT_A01|CUT1|P|2.5"
            + "\rEVN|A08|20260316120000\rPID|1||P999999^^^HIS");
  }

  private static byte[] framed(String text) {
    return bytes("\u000b" + text + "\u001c\r");
  }

  /** A message that no limit lets through. */
  private static String hugeResult() {
    return "MSH|^~\\&|PACS|TESTHOSP|DUIMA|TESTHOSP|20260316120000||ORU^R01^ORU_R01|HUGE1|P|2.5\r"
        + "PID|1||P999999^^^HIS^PI\rOBX|1|ED|IMG^影像^L||"
        + image()
        + "||||||F\r";
  }

  /** A Bundle that no limit lets through. */
  private static byte[] hugeBundle() {
    return bytes(
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"
            + "{\"resourceType\":\"Binary\",\"contentType\":\"image/png\",\"data\":\""
            + image()
            + "\"}}]}");
  }

  private static String image() {
    String chunk = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0123456789abcdef".repeat(20);
    return chunk.repeat(HUGE_BYTES / chunk.length() + 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
