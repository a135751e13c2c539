package org.duima.demo.day;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Writes the HL7 v2 messages of a stay as HIS, EMR and LIS send them.
 *
 * <p>Paths follow the standard; what it has no place for goes into the product's Z segments.
 */
final class Hl7Writer implements StayWriter {
  private final Course course;
  private final Stay stay;
  private final Person person;

  Hl7Writer(Course course) {
    this.course = course;
    this.stay = course.stay();
    this.person = course.person();
  }

  @Override
  public Message.Kind kind() {
    return Message.Kind.HL7;
  }

  /** An ADT message about the patient where they are at that time. */
  @Override
  public Written movement(Head head, String trigger) {
    Hl7 hl7 = start(head, "ADT", trigger);
    event(hl7, head, trigger);
    patient(hl7);
    nextOfKin(hl7);
    visit(hl7, head, trigger);
    if (trigger.equals("A05")) {
      hl7.add("PV2").time(8, stay.admit().at());
    }
    nurse(hl7, head);
    insurance(hl7);
    registration(hl7);
    hl7.add("ZPI").text(1, person.job());
    return written("ADT^" + trigger, hl7);
  }

  /** A08 with what the ward knows at discharge: nursing days, durations, weights. */
  @Override
  public Written wardFacts(Head head) {
    Hl7 hl7 = start(head, "ADT", "A08");
    event(hl7, head, "A08");
    patient(hl7);
    visit(hl7, head, "A08");
    facts(hl7.add("ZFP"));
    return written("ADT^A08", hl7);
  }

  /** A02, which names the place before as well. */
  @Override
  public Written transfer(Head head, Stay.Move move) {
    Hl7 hl7 = start(head, "ADT", "A02");
    event(hl7, head, "A02");
    patient(hl7);
    Hl7.Segment pv1 = visit(hl7, head, "A02");
    place(pv1, 3, move.dept(), move.bed() == null ? course.bedAt(move.at()) : move.bed());
    LocalDateTime before = move.at().minusMinutes(1);
    place(pv1, 6, course.departmentAt(before), course.bedAt(before));
    return written("ADT^A02", hl7);
  }

  /** A08 with working diagnoses. */
  @Override
  public Written workingDiagnoses(Head head, List<Coded> diagnoses) {
    Hl7 hl7 = start(head, "ADT", "A08");
    event(hl7, head, "A08");
    patient(hl7);
    visit(hl7, head, "A08");
    int set = 0;
    set = outpatient(hl7, set, head.happened());
    for (Coded diagnosis : diagnoses) {
      diagnosis(hl7, ++set, diagnosis, "W", head.happened());
    }
    return written("ADT^A08", hl7);
  }

  /** A40: the number in MRG is used no more. */
  @Override
  public Written merge(Head head, String retired) {
    Hl7 hl7 = start(head, "ADT", "A40");
    event(hl7, head, "A40");
    patient(hl7);
    hl7.add("MRG")
        .parts(1, Person.caseNo(retired), "", "", "HIS", "MR")
        .repeat(1, retired, "", "", "HIS", "PI");
    return written("ADT^A40", hl7);
  }

  /** DFT^P03 with charge lines. */
  @Override
  public Written charges(Head head, List<ChargeLine> lines) {
    Hl7 hl7 = start(head, "DFT", "P03");
    event(hl7, head, "P03");
    patient(hl7);
    visit(hl7, head, "P03");
    int set = 0;
    for (ChargeLine line : lines) {
      String department = course.departmentAt(line.at());
      Hospital.Person doctor = course.hospital().department(department).doctor();
      boolean reversal = !line.reverses().isEmpty();
      hl7.add("FT1")
          .text(1, String.valueOf(++set))
          .text(2, line.id())
          .time(4, line.at())
          .text(6, reversal ? "CR" : "CG")
          .parts(7, line.item().code(), line.item().name(), "HIS", line.item().insurance())
          .number(10, line.quantity())
          .number(11, line.amount())
          .number(12, line.item().price())
          .parts(13, department)
          .parts(21, doctor.code(), doctor.name());
      Hl7.Segment zft = hl7.add("ZFT").text(1, line.reverses()).text(2, line.category());
      if (course.payer().settles()) {
        // as the platform divided the line when it was uploaded
        zft.text(3, line.item().level())
            .number(4, line.ownPay())
            .number(5, BigDecimal.ZERO.setScale(2))
            .number(6, line.prePay())
            .number(7, line.inScope());
      }
    }
    return written("DFT^P03", hl7);
  }

  /** ORU^R01 of the laboratory. */
  @Override
  public Written laboratory(Head head, int number) {
    Hl7 hl7 = start(head, "ORU", "R01");
    patient(hl7);
    visit(hl7, head, "R01");
    observationHead(hl7, head, "XCG", "血常规");
    int seed = stay.number() * 7 + number * 13;
    observation(hl7, 1, "6690-2", "白细胞", String.valueOf(4 + seed % 9), "10*9/L");
    observation(hl7, 2, "718-7", "血红蛋白", String.valueOf(100 + seed % 50), "g/L");
    observation(hl7, 3, "777-3", "血小板", String.valueOf(120 + seed % 180), "10*9/L");
    observation(hl7, 4, "1988-5", "C反应蛋白", String.valueOf(1 + seed % 60), "mg/L");
    return written("ORU^R01", hl7);
  }

  /** ORU^R01 with one observation, {@code CODE NAME VALUE UNIT}. */
  @Override
  public Written observation(Head head, String written) {
    String[] words = written.split(" ");
    if (words.length != 4) {
      throw new IllegalArgumentException("expected CODE NAME VALUE UNIT: " + written);
    }
    Hl7 hl7 = start(head, "ORU", "R01");
    patient(hl7);
    visit(hl7, head, "R01");
    observationHead(hl7, head, "GC", "观察");
    observation(hl7, 1, words[0], words[1], words[2], words[3]);
    return written("ORU^R01", hl7);
  }

  /** BAR^P05 with a whole settlement. */
  @Override
  public Written settlement(Head head, Course.Settled settled) {
    Hl7 hl7 = start(head, "BAR", "P05");
    Hl7.Segment zyb = account(hl7, head, settled);
    zyb.time(13, settled.at()).text(14, settled.mid() ? "1" : "0");
    SettledMoney money = SettledMoney.of(settled);
    BigDecimal none = BigDecimal.ZERO.setScale(2);
    zyb.number(19, money.total())
        .number(20, money.ownPay())
        .number(21, none)
        .number(22, money.prePay())
        .number(23, money.inScope())
        .number(24, money.fund())
        .number(25, money.cash())
        .number(26, none)
        .number(27, none)
        .number(28, money.cash())
        .number(29, none);
    hl7.add("ZJJ").text(1, course.payer().fund()).number(2, money.fund());
    return written("BAR^P05", hl7);
  }

  /** BAR^P05 that takes a settlement back. */
  @Override
  public Written refund(Head head, Course.Settled settled) {
    Hl7 hl7 = start(head, "BAR", "P05");
    account(hl7, head, settled).text(18, "1");
    return written("BAR^P05", hl7);
  }

  /** BAR^P05 with the invoice of a settlement. */
  @Override
  public Written invoice(Head head, Course.Settled settled) {
    Hl7 hl7 = start(head, "BAR", "P05");
    account(hl7, head, settled)
        .text(8, Invoice.CODE)
        .text(9, Invoice.number(stay, settled))
        .text(10, Invoice.serial(stay, settled));
    return written("BAR^P05", hl7);
  }

  private Hl7.Segment account(Hl7 hl7, Head head, Course.Settled settled) {
    event(hl7, head, "P05");
    patient(hl7);
    visit(hl7, head, "P05");
    return registration(hl7)
        .text(2, settled.id())
        .date(11, settled.begin())
        .date(12, settled.end())
        .text(15, "4");
  }

  /** BAR^P12 with a version of the coded front page. */
  @Override
  public Written frontPage(Head head, Stay.FrontPage page) {
    Hl7 hl7 = start(head, "BAR", "P12");
    event(hl7, head, "P12");
    patient(hl7);
    visit(hl7, head, "P12");
    int set = outpatient(hl7, 0, page.at());
    boolean marked = page.diagnoses().stream().anyMatch(Coded::principal);
    for (int i = 0; i < page.diagnoses().size(); i++) {
      Coded diagnosis = page.diagnoses().get(i);
      boolean principal = marked ? diagnosis.principal() : i == 0;
      diagnosis(hl7, ++set, diagnosis, "F", page.at())
          .text(15, principal ? "1" : String.valueOf(Math.max(2, i + 1)));
      condition(hl7, diagnosis);
    }
    if (page.disease() != null) {
      chinese(hl7, ++set, page.disease(), "YB-TCD", 1, page.at());
    }
    for (int i = 0; i < page.syndromes().size(); i++) {
      chinese(hl7, ++set, page.syndromes().get(i), "YB-TCS", i + 2, page.at());
    }
    int place = 0;
    for (Stay.Operation operation : page.operations()) {
      operation(hl7, ++place, operation);
    }
    page.icu()
        .forEach(icu -> hl7.add("ZIC").text(1, icu.type()).time(2, icu.in()).time(3, icu.out()));
    page.blood()
        .forEach(
            blood ->
                hl7.add("ZBL")
                    .text(1, blood.product())
                    .text(2, String.valueOf(blood.amount()))
                    .text(3, blood.unit()));
    Hl7.Segment zfp = hl7.add("ZFP").text(1, page.treatment()).time(34, page.at());
    facts(zfp);
    return written("BAR^P12", hl7);
  }

  /** An order; its diagnoses, payer and earlier orders are left to what the receiver knows. */
  byte[] order(Head head, Order order) {
    String[] event = order.ask().split("\\^");
    Hl7 hl7 = start(head, event[0], event[1]);
    patient(hl7);
    visit(hl7, head, event[1]);
    String department = course.departmentAt(head.happened());
    Hospital.Person doctor = course.hospital().department(department).doctor();
    for (int i = 0; i < order.lines().size(); i++) {
      Order.Line line = order.lines().get(i);
      hl7.add("ORC")
          .text(1, "NW")
          .text(2, order.lineNo(i + 1))
          .text(4, order.no())
          .time(9, head.happened())
          .parts(12, doctor.code(), doctor.name().substring(0, 1), doctor.name().substring(1))
          .parts(17, department);
      hl7.add("TQ1")
          .text(1, "1")
          .text(3, line.often())
          .text(6, line.days().isEmpty() ? "" : "D" + line.days())
          .time(7, head.happened())
          .text(9, order.urgent() ? "S" : "R");
      if (line.isService()) {
        hl7.add("OBR")
            .text(1, "1")
            .text(2, order.lineNo(i + 1))
            .parts(4, line.code(), line.name(), line.system());
      } else if (event[0].equals("RDE")) {
        hl7.add("RXE")
            .parts(2, line.code(), line.name(), line.system())
            .text(3, line.dose())
            .text(5, line.unit());
      } else {
        hl7.add("RXO")
            .parts(1, line.code(), line.name(), line.system())
            .text(2, line.dose())
            .text(4, line.unit());
      }
    }
    return bytes(hl7);
  }

  /** A message whose event is none that the receiver uses. */
  @Override
  public Written unsupported(Head head, String event) {
    String[] parts = event.split("\\^");
    Hl7 hl7 = start(head, parts[0], parts[1]);
    event(hl7, head, parts[1]);
    patient(hl7);
    visit(hl7, head, parts[1]);
    return written(event, hl7);
  }

  private Hl7 start(Head head, String type, String trigger) {
    Hl7 hl7 = new Hl7();
    Hl7.Segment msh =
        hl7.add("MSH")
            .raw(2, "^~\\&")
            .text(3, head.sender())
            .text(4, course.hospital().facility())
            .text(5, "DUIMA")
            .text(6, course.hospital().facility())
            .time(7, head.sent())
            .text(10, head.controlId())
            .text(11, "P")
            .text(12, stay.version())
            .text(18, stay.charset().equals("GB18030") ? "GB 18030-2000" : "UNICODE UTF-8");
    if (stay.version().equals("2.3.1")) {
      msh.parts(9, type, trigger);
    } else {
      msh.parts(9, type, trigger, structure(type, trigger));
    }
    return hl7;
  }

  private static String structure(String type, String trigger) {
    return switch (trigger) {
      case "A04", "A08", "A13" -> "ADT_A01";
      case "A07" -> "ADT_A06";
      case "A11", "A12" -> "ADT_A09";
      case "A40" -> "ADT_A39";
      default -> type + "_" + trigger;
    };
  }

  private void event(Hl7 hl7, Head head, String trigger) {
    hl7.add("EVN").text(1, trigger).time(2, head.happened());
  }

  private void patient(Hl7 hl7) {
    Hl7.Segment pid = hl7.add("PID").text(1, "1").parts(3, person.no(), "", "", "HIS", "PI");
    if (!person.certNo().isEmpty()) {
      pid.repeat(3, person.certNo(), "", "", "GA", "NI");
    }
    pid.repeat(3, person.caseNo(), "", "", "HIS", "MR")
        .parts(5, person.name().substring(0, 1), person.name().substring(1))
        .date(7, person.born())
        .text(8, person.sex())
        .parts(11, person.address(), "", "测试市", "虚构省", "400000", "CHN", "H")
        .text(13, person.phone())
        .parts(22, "01", "汉族", "GB/T 3304")
        .parts(26, "CHN", "中国", "GB/T 2659");
    if (stay.patient().mother() != null) {
      pid.parts(21, stay.patient().mother(), "", "", "HIS", "VN");
    }
  }

  private void nextOfKin(Hl7 hl7) {
    hl7.add("NK1")
        .text(1, "1")
        .parts(2, person.contact().substring(0, 1), person.contact().substring(1))
        .parts(3, person.relation())
        .parts(4, person.address(), "", "测试市", "虚构省", "400000", "CHN", "H")
        .text(5, person.contactPhone());
  }

  private Hl7.Segment visit(Hl7 hl7, Head head, String trigger) {
    boolean outpatient = trigger.equals("A04") || trigger.equals("A07");
    boolean gone = stay.discharge() != null && !head.happened().isBefore(stay.discharge().at());
    String department = course.departmentAt(head.happened());
    Hospital.Person doctor = course.hospital().department(department).doctor();
    Hl7.Segment pv1 = hl7.add("PV1").text(1, "1").text(2, outpatient ? "O" : "I");
    place(pv1, 3, department, course.bedAt(head.happened()));
    pv1.parts(7, doctor.code(), doctor.name().substring(0, 1), doctor.name().substring(1))
        .text(10, department)
        .text(14, admitSource());
    if (head.visit()) {
      pv1.parts(19, stay.visit(), "", "", "HIS", "VN");
    }
    if (!outpatient) {
      pv1.time(44, stay.admit().at());
    }
    if (trigger.equals("A03") && !gone) {
      // a discharge that will be cancelled
      pv1.text(36, "01").time(45, head.happened());
    }
    if (gone && !outpatient) {
      pv1.text(36, disposition()).time(45, stay.discharge().at());
      if (stay.discharge().to() != null) {
        String[] receiver = stay.discharge().to().split(" ", 2);
        pv1.parts(37, receiver[0], receiver[1]);
      }
    }
    return pv1;
  }

  private void place(Hl7.Segment pv1, int field, String department, String bed) {
    String name = course.hospital().department(department).name();
    pv1.parts(
        field, department, "1" + bed, bed, course.hospital().facility(), "", "", "", "", name);
  }

  private String admitSource() {
    return switch (stay.admit().way()) {
      case "急诊" -> "7";
      case "门诊" -> "2";
      case "转入" -> "4";
      default -> "9";
    };
  }

  /** HL7 table 0112. */
  private String disposition() {
    return switch (stay.discharge().way()) {
      case "1" -> "01";
      case "2" -> "02";
      case "3" -> "03";
      case "4" -> "07";
      case "5" -> "20";
      default -> "08";
    };
  }

  private void insurance(Hl7 hl7) {
    Hospital.Payer payer = course.payer();
    if (!payer.settles()) {
      return;
    }
    hl7.add("IN1")
        .text(1, "1")
        .parts(2, payer.hiType(), stay.payer())
        .text(3, stay.insuplc())
        .text(4, "测试市医疗保障局")
        .text(11, person.employer())
        .text(15, payer.hiType())
        .text(36, person.hiNo())
        .text(49, person.psnNo());
  }

  /** ZYB: what the insurance desk knows. */
  private Hl7.Segment registration(Hl7 hl7) {
    Hospital.Payer payer = course.payer();
    Hl7.Segment zyb = hl7.add("ZYB").text(16, payer.wire());
    if (payer.settles()) {
      zyb.text(3, person.psnNo())
          .text(4, stay.insuplc())
          .text(5, payer.insutype())
          .text(6, payer.hiType())
          .text(17, person.hiNo());
      if (stay.inHl7()) {
        zyb.text(1, course.mdtrtId());
      }
    }
    return zyb;
  }

  private Hl7.Segment diagnosis(Hl7 hl7, int set, Coded diagnosis, String type, LocalDateTime at) {
    return hl7.add("DG1")
        .text(1, String.valueOf(set))
        .parts(3, diagnosis.code(), diagnosis.name(), "GL-ICD10-2.0")
        .time(5, at)
        .text(6, type);
  }

  private void condition(Hl7 hl7, Coded diagnosis) {
    hl7.add("ZDG").text(1, diagnosis.condition());
  }

  private void chinese(
      Hl7 hl7, int set, Coded diagnosis, String system, int rank, LocalDateTime at) {
    hl7.add("DG1")
        .text(1, String.valueOf(set))
        .parts(3, diagnosis.code(), diagnosis.name(), system)
        .time(5, at)
        .text(6, "F")
        .text(15, String.valueOf(rank));
    condition(hl7, diagnosis);
  }

  private void operation(Hl7 hl7, int place, Stay.Operation operation) {
    OperationTimes times = OperationTimes.of(operation);
    Hospital.Person operator = times.operator(course);
    Hl7.Segment pr1 =
        hl7.add("PR1")
            .text(1, String.valueOf(place))
            .parts(3, operation.code().code(), operation.code().name(), "GL-ICD9-3.0")
            .time(5, operation.at())
            .text(7, String.valueOf(operation.minutes()))
            .text(9, operation.anaesthesia())
            .text(14, place == 1 ? "1" : "2");
    if (operator != null) {
      pr1.parts(11, operator.code(), operator.name().substring(0, 1), operator.name().substring(1));
    }
    if (times.anaesthetised()) {
      Hospital.Person anaesthetist = course.hospital().anaesthetist();
      long minutes = Duration.between(times.anaesthesiaBegin(), times.anaesthesiaEnd()).toMinutes();
      pr1.parts(
              8,
              anaesthetist.code(),
              anaesthetist.name().substring(0, 1),
              anaesthetist.name().substring(1))
          .text(10, String.valueOf(minutes));
      hl7.add("ZPR")
          .time(1, operation.at())
          .time(2, times.end())
          .time(3, times.anaesthesiaBegin())
          .time(4, times.anaesthesiaEnd());
    }
  }

  /** The diagnosis that led to the stay; returns the last set id. */
  private int outpatient(Hl7 hl7, int set, LocalDateTime at) {
    if (stay.outpatient() == null) {
      return set;
    }
    diagnosis(hl7, set + 1, stay.outpatient(), "O", at);
    return set + 1;
  }

  private void nurse(Hl7 hl7, Head head) {
    if (stay.version().equals("2.3.1")) {
      // its ROL stands elsewhere
      return;
    }
    Hospital.Person nurse =
        course.hospital().department(course.departmentAt(head.happened())).nurse();
    hl7.add("ROL")
        .text(1, "1")
        .text(2, "AD")
        .parts(3, "NURS")
        .parts(4, nurse.code(), nurse.name().substring(0, 1), nurse.name().substring(1));
  }

  private void facts(Hl7.Segment zfp) {
    stay.facts().forEach((fact, value) -> zfp.raw(FrontPageFacts.field(fact), value));
  }

  private void observationHead(Hl7 hl7, Head head, String code, String name) {
    hl7.add("OBR")
        .text(1, "1")
        .text(2, head.controlId())
        .parts(4, code, name, "L")
        .time(7, head.happened());
  }

  private void observation(Hl7 hl7, int set, String code, String name, String value, String unit) {
    hl7.add("OBX")
        .text(1, String.valueOf(set))
        .text(2, "NM")
        .parts(3, code, name, "LN")
        .number(5, new BigDecimal(value))
        .text(6, unit)
        .text(11, "F");
  }

  private Written written(String name, Hl7 hl7) {
    return new Written(name, bytes(hl7));
  }

  private byte[] bytes(Hl7 hl7) {
    return hl7.bytes(
        stay.charset().equals("GB18030") ? Charset.forName("GB18030") : StandardCharsets.UTF_8);
  }
}
