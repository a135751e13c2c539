package org.duima.source.hl7v2.internal;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.Reaction;
import org.duima.api.receive.Verdict;

/**
 * Writes what the alerts say into the message that answers an order. It holds nothing of the
 * patient but the number, and that only where the structure demands it. Where the sender asked for
 * an accept acknowledgement, that one carries the alerts.
 */
final class OrderAnswers {
  /** Coding system of rule class ids in ERR-5. */
  private static final String RULE_SYSTEM = "DUIMA-RULE";

  /** Coding system of alert ids in ERR-5 and NTE-4. */
  private static final String ALERT_SYSTEM = "DUIMA-ALERT";

  private final Acknowledger acknowledger;

  OrderAnswers(Acknowledger acknowledger) {
    this.acknowledger = acknowledger;
  }

  /**
   * What of a message its answer needs.
   *
   * @param patient first repetition of PID-3 as sent
   * @param places by line: segment and which one of its name, as in ERR-2
   */
  record Frame(
      MessageHead head,
      OrderType type,
      String patient,
      List<OrderGroups.Group> orders,
      Map<String, String> places) {}

  /**
   * The answer; empty where the sender wants none for such an outcome.
   *
   * @param answer made for the message of the frame
   */
  byte[] answer(Frame frame, AlertAnswer answer) {
    MessageHead head = frame.head;
    boolean blocked = answer.isBlocked();
    Verdict.Kind kind = blocked ? Verdict.Kind.REFUSED : Verdict.Kind.ACCEPTED;
    if (!Acknowledger.isWanted(head, kind)) {
      return new byte[0];
    }
    Writer writer = new Writer(frame);
    List<Alert> alerts = answer.shown();
    if (Acknowledger.isAcceptMode(head)) {
      acknowledger.header(writer.out, head, "ACK", head.event(), "ACK");
      writer.acknowledge(blocked ? "CR" : "CA", alerts);
      writer.errors(alerts, blocked);
    } else {
      OrderType type = frame.type;
      acknowledger.header(
          writer.out, head, type.answerCode(), type.answerEvent(), type.answerStructure());
      writer.acknowledge(blocked ? "AE" : "AA", blocked ? alerts : List.of());
      writer.errors(alerts, blocked);
      writer.notes(alerts);
      writer.orders(blocked);
    }
    return writer.out.toString().getBytes(head.charset());
  }

  /** Writes one answer. */
  private static final class Writer {
    private final Frame frame;
    private final MessageHead head;
    private final Separators separators;
    private final char bar;
    private final char part;
    private final StringBuilder out = new StringBuilder(512);

    Writer(Frame frame) {
      this.frame = frame;
      this.head = frame.head;
      this.separators = head.separators();
      this.bar = separators.field();
      this.part = separators.component();
    }

    /** MSA; before 2.5 with the first alert, since ERR has no place for a text there. */
    void acknowledge(String code, List<Alert> alerts) {
      out.append("MSA").append(bar).append(code).append(bar).append(head.field(10));
      if (head.version() < 205 && !alerts.isEmpty()) {
        out.append(bar).append(said(alerts.get(0).text()));
      }
      out.append('\r');
    }

    /** One ERR for each alert; before 2.5 ERR says only what is refused, and where. */
    void errors(List<Alert> alerts, boolean blocked) {
      if (head.version() >= 205) {
        alerts.forEach(this::error);
      } else if (blocked) {
        char sub = separators.subcomponent();
        String condition = part + "" + part + "207" + sub + "Application error" + sub + "HL70357";
        List<String> places = new ArrayList<>();
        alerts.stream()
            .filter(alert -> alert.reaction() == Reaction.BLOCK)
            .forEach(alert -> places.addAll(places(alert)));
        out.append("ERR").append(bar);
        out.append(
            places.isEmpty()
                ? part + condition
                : places.stream()
                    .distinct()
                    .map(place -> place + condition)
                    .collect(Collectors.joining(String.valueOf(separators.repetition()))));
        out.append('\r');
      }
    }

    private void error(Alert alert) {
      boolean refuses = alert.reaction() == Reaction.BLOCK;
      String repeat = String.valueOf(separators.repetition());
      out.append("ERR").append(bar).append(bar);
      out.append(String.join(repeat, places(alert))).append(bar);
      out.append(refuses ? "207" : "0").append(part);
      out.append(refuses ? "Application error" : "Message accepted").append(part);
      out.append("HL70357").append(bar);
      out.append(refuses ? "E" : alert.reaction().letter()).append(bar);
      out.append(separators.escape(alert.ruleClass().id())).append(part);
      out.append(said(alert.ruleClass().name())).append(part).append(RULE_SYSTEM).append(part);
      out.append(separators.escape(alert.id())).append(part).append(part);
      out.append(ALERT_SYSTEM).append(bar);
      out.append(
          alert.points().stream().map(separators::escape).collect(Collectors.joining(repeat)));
      out.append(bar).append(said(alert.basis()));
      out.append(bar).append(said(alert.text()));
      out.append(bar).append("USR").append('\r');
    }

    private List<String> places(Alert alert) {
      return alert.lineIds().stream()
          .filter(frame.places::containsKey)
          .map(frame.places::get)
          .distinct()
          .toList();
    }

    /** One NTE for each alert, for systems that show notes and know nothing of ERR. */
    void notes(List<Alert> alerts) {
      int number = 0;
      for (Alert alert : alerts) {
        number++;
        out.append("NTE").append(bar).append(number).append(bar).append('L').append(bar);
        out.append(said(alert.text()));
        if (!alert.suggestion().zh().isEmpty()) {
          out.append(' ').append(said(alert.suggestion()));
        }
        out.append(bar).append("RE").append(part).append("Remark").append(part).append("HL70364");
        out.append(part).append(separators.escape(alert.id())).append(part);
        out.append(separators.escape(alert.ruleClass().id())).append(part).append(ALERT_SYSTEM);
        out.append('\r');
      }
    }

    /** ORC of each order with the numbers that it came with. */
    void orders(boolean blocked) {
      if (frame.type.needsPatient()) {
        out.append("PID").append(String.valueOf(bar).repeat(3)).append(frame.patient).append('\r');
      }
      for (OrderGroups.Group group : frame.orders) {
        if (!group.isFurther()) {
          String orc =
              String.join(
                  String.valueOf(bar),
                  "ORC",
                  blocked ? "UA" : "OK",
                  number(group, 2),
                  number(group, 3),
                  number(group, 4));
          out.append(withoutEnd(orc)).append('\r');
        }
        for (Er7Message.Segment segment : group.segments()) {
          if (frame.type.repeated().contains(segment.name())) {
            out.append(segment.text()).append('\r');
          }
        }
      }
    }

    /** A number of the order as sent; OBR has placer and filler number at the same places. */
    private String number(OrderGroups.Group group, int field) {
      Er7Message.Segment from = group.order() == null ? group.detail() : group.order();
      boolean has = from.name().equals("ORC") || from.name().equals("OBR") && field < 4;
      return has ? Separators.part(from.text(), bar, field + 1) : "";
    }

    private String withoutEnd(String fields) {
      int end = fields.length();
      while (end > 0 && fields.charAt(end - 1) == bar) {
        end--;
      }
      return fields.substring(0, end);
    }

    /** Chinese where the sender's character set has the characters, else English; one line. */
    private String said(Text text) {
      Charset charset = head.charset();
      String plain = charset.newEncoder().canEncode(text.zh()) ? text.zh() : text.en();
      return separators.escape(plain.replaceAll("[\\x00-\\x1f]+", " ").strip());
    }
  }
}
