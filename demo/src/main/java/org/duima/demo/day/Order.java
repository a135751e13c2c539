package org.duima.demo.day;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * An order of a patient of the day, and how the HIS asks about it before it is stored.
 *
 * @param no the order's number
 * @param visit the stay it belongs to
 * @param at when it is given
 * @param title what it shows
 * @param ask {@code order-sign} (CDS Hooks), {@code 3101}, or the HL7 message: {@code OMP^O09},
 *     {@code RDE^O11}, {@code OML^O21}, {@code OMG^O19}, {@code ORM^O01}
 * @param tells what a question over HTTP states besides the numbers: {@code patient}, {@code
 *     diagnoses}, {@code payer}; whatever it does not state the node has to know
 * @param pregnant whether the question says so (3101)
 * @param internet whether it is an internet visit, not the stay (CDS Hooks)
 * @param urgent a rescue or emergency order
 * @param lines what is ordered
 * @param then what the doctor does with the alerts: nothing, {@code accepted}, or {@code overridden
 *     REASON} with the code of a reason
 */
public record Order(
    String no,
    String visit,
    LocalDateTime at,
    String title,
    String ask,
    Set<String> tells,
    boolean pregnant,
    boolean internet,
    boolean urgent,
    List<Line> lines,
    String then) {
  private static final Set<String> MESSAGES =
      Set.of("OMP^O09", "RDE^O11", "OML^O21", "OMG^O19", "ORM^O01");
  private static final Set<String> TELLS = Set.of("patient", "diagnoses", "payer");

  public Order {
    Objects.requireNonNull(no, "no");
    Objects.requireNonNull(visit, "visit");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(ask, "ask");
    lines = List.copyOf(lines);
    tells = tells == null ? Set.of() : Set.copyOf(tells);
    then = then == null ? "" : then;
    if (!ask.equals("order-sign") && !ask.equals("3101") && !MESSAGES.contains(ask)) {
      throw new IllegalArgumentException(no + ": ask: " + ask);
    }
    if (!TELLS.containsAll(tells)) {
      throw new IllegalArgumentException(no + ": tells: " + tells);
    }
    if (!then.isEmpty() && !then.equals("accepted") && !then.matches("overridden [a-z-]+")) {
      throw new IllegalArgumentException(no + ": then: " + then);
    }
    if (pregnant && !ask.equals("3101") || internet && !ask.equals("order-sign")) {
      throw new IllegalArgumentException(no + ": pregnant is for 3101, internet for order-sign");
    }
  }

  /** Whether the question is an HL7 message. */
  public boolean inHl7() {
    return MESSAGES.contains(ask);
  }

  /** How the question travels. */
  Message.Kind kind() {
    return switch (ask) {
      case "order-sign" -> Message.Kind.HOOK;
      case "3101" -> Message.Kind.PREAUDIT;
      default -> Message.Kind.HL7;
    };
  }

  /** The number of a line, counted from 1. */
  String lineNo(int number) {
    return no + "-" + number;
  }

  /**
   * One line, written {@code CODE NAME [| DOSE UNIT FREQUENCY [DAYS]]}.
   *
   * @param code national item code
   * @param dose of one time, empty for what has none
   * @param days length, empty if not stated
   */
  public record Line(
      String code, String name, String dose, String unit, String often, String days) {
    /** Reads the written form. */
    @JsonCreator
    public static Line of(String written) {
      String[] sides = written.split(" \\| ", -1);
      String[] item = sides[0].split(" ");
      String[] use = sides.length == 2 ? sides[1].split(" ") : new String[0];
      if (sides.length > 2 || item.length != 2 || use.length > 4 || use.length % 4 % 3 != 0) {
        throw new IllegalArgumentException(
            "expected CODE NAME [| DOSE UNIT FREQUENCY [DAYS]]: " + written);
      }
      return new Line(
          item[0],
          item[1],
          use.length > 0 ? use[0] : "",
          use.length > 0 ? use[1] : "",
          use.length > 0 ? use[2] : "",
          use.length == 4 ? use[3] : "");
    }

    boolean isService() {
      return code.startsWith("0");
    }

    boolean isSlice() {
      return code.startsWith("T");
    }

    /** The FHIR system of the code. */
    String system() {
      return isService() ? "urn:nhsa:service-item" : "urn:nhsa:drug";
    }
  }
}
