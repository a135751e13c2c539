package org.duima.karaf.smoke.doors;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.duima.api.encounter.OrderLine.Kind;

/** Writes an order as the HL7 v2 message that suits its lines. */
final class Hl7Order {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /** A message that brings orders. */
  enum Type {
    ORM_O01("ORM^O01^ORM_O01", "2.4"),
    OMP_O09("OMP^O09^OMP_O09", "2.5"),
    RDE_O11("RDE^O11^RDE_O11", "2.5"),
    OML_O21("OML^O21^OML_O21", "2.5"),
    OMG_O19("OMG^O19^OMG_O19", "2.5");

    private final String name;
    private final String version;

    Type(String name, String version) {
      this.name = name;
      this.version = version;
    }

    /** Whether its answer says ERR with a severity and codes; before 2.5 there is NTE alone. */
    boolean hasWarnings() {
      return this != ORM_O01;
    }

    static Type of(GeneratedOrder order) {
      List<Type> fitting =
          order.isOnly(Kind.DRUG, Kind.SLICE)
              ? List.of(ORM_O01, OMP_O09, RDE_O11)
              : order.isOnly(Kind.SERVICE) ? List.of(ORM_O01, OML_O21, OMG_O19) : List.of(ORM_O01);
      return fitting.get(order.number() % fitting.size());
    }
  }

  private final GeneratedOrder order;
  private final Type type;
  private final StringBuilder text = new StringBuilder();

  private Hl7Order(GeneratedOrder order) {
    this.order = order;
    this.type = Type.of(order);
  }

  static byte[] of(GeneratedOrder order) {
    return new Hl7Order(order).message().getBytes(StandardCharsets.UTF_8);
  }

  private String message() {
    text.append("MSH|^~\\&|HIS|")
        .append(OrderGenerator.INSTITUTION)
        .append("|DUIMA|YB|")
        .append(time(order.at()))
        .append("||")
        .append(type.name)
        .append("|D")
        .append(order.number())
        .append("|P|")
        .append(type.version)
        .append("||||||UNICODE UTF-8\r");
    GeneratedOrder.Person person = order.person();
    segment(
        "PID",
        field(1, "1"),
        field(3, person.patientNumber() + "^^^HIS^MR~" + person.personNumber() + "^^^YB^YB"),
        field(5, "测^试"),
        field(7, person.birth() == null ? "" : person.birth().toString().replace("-", "")),
        field(8, person.sex().isEmpty() ? "" : person.sex().equals("1") ? "M" : "F"));
    visit();
    boolean isFirst = true;
    for (GeneratedOrder.Line line : order.lines()) {
      line(line, "NW");
      if (isFirst) {
        clinical();
      }
      isFirst = false;
    }
    order.earlier().forEach(line -> line(line, "SC"));
    return text.toString();
  }

  private void visit() {
    GeneratedOrder.Visit visit = order.visit();
    segment(
        "PV1",
        field(1, "1"),
        field(
            2,
            switch (visit.kind()) {
              case INPATIENT -> "I";
              case EMERGENCY -> "E";
              default -> "O";
            }),
        field(3, visit.department()),
        field(19, visit.visitNumber()),
        field(20, visit.selfPay() ? "self-pay" : ""),
        field(44, time(visit.admitted())),
        field(50, visit.platformNumber()));
    if (!visit.insurance().isEmpty()) {
      segment("IN1", field(1, "1"), field(15, visit.insurance()));
    }
  }

  private void clinical() {
    GeneratedOrder.Visit visit = order.visit();
    for (int i = 0; i < visit.diagnoses().size(); i++) {
      GeneratedOrder.Coded one = visit.diagnoses().get(i);
      segment(
          "DG1",
          field(1, String.valueOf(i + 1)),
          field(3, one.code() + "^" + escaped(one.name()) + "^YB-ICD10-2.0"),
          field(6, "W"),
          field(15, String.valueOf(i + 1)));
    }
    int n = 0;
    for (GeneratedOrder.Operation one : visit.operations()) {
      segment(
          "PR1",
          field(1, String.valueOf(++n)),
          field(3, one.code() + "^" + escaped(one.name()) + "^YB-ICD9-2.0"),
          field(5, time(one.at())));
    }
    if (!visit.maternity().isEmpty()) {
      segment(
          "OBX",
          field(1, "1"),
          field(2, "CE"),
          field(3, "82810-3^Pregnancy status^LN"),
          field(5, visit.maternity().equals("3") ? "LA15173-0" : "LA26683-5"),
          field(11, "F"));
    }
  }

  private void line(GeneratedOrder.Line line, String control) {
    boolean old = type == Type.ORM_O01;
    String begin = time(line.begin());
    String days = line.days() == null ? "" : "D" + line.days();
    segment(
        "ORC",
        field(1, control),
        field(2, line.id()),
        field(4, line.prescription()),
        field(7, old ? "^" + escaped(line.frequency()) + "^" + days + "^" + begin : ""),
        field(9, begin),
        field(12, line.orderer()),
        field(17, line.department()));
    if (!old) {
      segment(
          "TQ1",
          field(1, "1"),
          field(2, line.isDrug() ? "" : line.quantity().toPlainString() + "^" + line.unit()),
          field(3, escaped(line.frequency())),
          field(6, line.days() == null ? "" : line.days() + "^D"),
          field(7, begin));
    }
    String item = item(line);
    String quantity = line.quantity().toPlainString();
    String dose = line.dose() == null ? "" : line.dose().toPlainString();
    switch (line.kind()) {
      case SERVICE ->
          segment(
              "OBR",
              field(1, "1"),
              field(2, line.id()),
              field(4, item),
              field(27, old ? quantity + "&" + line.unit() + "^" + escaped(line.frequency()) : ""));
      case CONSUMABLE ->
          segment("RQD", field(1, "1"), field(3, item), field(5, quantity), field(6, line.unit()));
      default -> {
        if (type == Type.RDE_O11) {
          segment(
              "RXE",
              field(2, item),
              field(3, dose),
              field(5, line.doseUnit()),
              field(10, quantity),
              field(11, line.unit()),
              field(15, line.prescription()));
        } else {
          segment(
              "RXO",
              field(1, item),
              field(2, dose),
              field(4, line.doseUnit()),
              field(11, quantity),
              field(12, line.unit()));
        }
        segment("RXR", field(1, "PO"));
      }
    }
    segment(
        "ZYZ",
        field(3, line.listType()),
        field(4, line.title()),
        field(5, line.selfPay() ? "1" : "0"),
        field(6, line.takeHome() ? "1" : "0"),
        field(7, line.longTerm() ? "1" : "0"),
        field(8, line.firstLineUsed() == null ? "" : line.firstLineUsed() ? "1" : "0"),
        field(9, line.price().toPlainString()),
        field(10, line.amount().toPlainString()));
  }

  private static String item(GeneratedOrder.Line line) {
    String own = line.localCode() + "^" + escaped(line.localName()) + "^L";
    if (line.code().isEmpty()) {
      return own;
    }
    String system =
        switch (line.kind()) {
          case SERVICE -> "YB-FW";
          case CONSUMABLE -> "YB-HC";
          default -> "YB-YP";
        };
    return line.code() + "^" + escaped(line.name()) + "^" + system + "^" + own;
  }

  private static String time(LocalDateTime time) {
    return time.format(TIME);
  }

  private static String escaped(String words) {
    return words
        .replace("\\", "\\E\\")
        .replace("&", "\\T\\")
        .replace("|", "\\F\\")
        .replace("^", "\\S\\")
        .replace("~", "\\R\\");
  }

  private record Field(int number, String value) {}

  private static Field field(int number, String value) {
    return new Field(number, value);
  }

  private void segment(String name, Field... fields) {
    int last = Arrays.stream(fields).mapToInt(Field::number).max().orElseThrow();
    String[] values = new String[last + 1];
    Arrays.fill(values, "");
    values[0] = name;
    for (Field field : fields) {
      values[field.number()] = field.value();
    }
    text.append(String.join("|", values)).append('\r');
  }
}
