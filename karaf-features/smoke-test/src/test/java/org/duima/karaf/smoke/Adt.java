package org.duima.karaf.smoke;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A small ADT message about an invented person. Immutable. */
record Adt(
    String controlId,
    String event,
    String facility,
    String visit,
    String name,
    String charset,
    String accept,
    String application) {

  /** A01 of a visit, original mode, UTF-8. */
  static Adt admission(String controlId, String visit) {
    return new Adt(controlId, "A01", "TESTHOSP", visit, Names.FIRST, "UNICODE UTF-8", "", "");
  }

  Adt event(String other) {
    return new Adt(controlId, other, facility, visit, name, charset, accept, application);
  }

  Adt facility(String other) {
    return new Adt(controlId, event, other, visit, name, charset, accept, application);
  }

  Adt name(String other) {
    return new Adt(controlId, event, facility, visit, other, charset, accept, application);
  }

  Adt charset(String other) {
    return new Adt(controlId, event, facility, visit, name, other, accept, application);
  }

  /** MSH-15 and MSH-16. */
  Adt acknowledge(String acceptWhen, String applicationWhen) {
    return new Adt(controlId, event, facility, visit, name, charset, acceptWhen, applicationWhen);
  }

  String text() {
    return "MSH|^~\\&|HIS|%s|DUIMA|%s|20260310090000||ADT^%s^ADT_A01|%s|P|2.5|||%s|%s||%s\r"
            .formatted(facility, facility, event, controlId, accept, application, charset)
        + "EVN|%s|20260310090000\r".formatted(event)
        + "PID|1||%s^^^HIS^PI||%s||19710203|M\r".formatted(patient(), name)
        + "PV1|1|I|A03.01^101^01||||D500103990101^测^试|||A03.01|||||||||%s^^^HIS^VN".formatted(visit)
        + "|||||||||||||||||||||||||20260310090000\r";
  }

  /** The patient's number follows from the visit. */
  String patient() {
    return "P" + visit;
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  byte[] bytes(Charset encoding) {
    return text().getBytes(encoding);
  }

  byte[] frame() {
    return Mllp.frame(bytes());
  }

  /** Names that occur nowhere else, so that a leak of one into a log is found. */
  static final class Names {
    static final String FIRST = "溥测^试一号甲";
    static final String SECOND = "鞠测^试二号乙";
    static final String THIRD = "Zwölftest^Änne";

    /** What a log must not contain, in any of its parts. */
    static final String[] PARTS = {
      "溥测", "试一号甲", "鞠测", "试二号乙", "Zwölftest", "Zw\\xF6lftest", "Änne"
    };

    private Names() {}
  }
}
