package org.duima.engine.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;

/**
 * What became of a body in {@code duima:receive}, for the steps and the transport after it.
 *
 * @param kind of outcome
 * @param format of the body, empty if it could not be told
 * @param messages how many were in it
 * @param accepted how many are stored, repeats among them
 * @param refusals why the others are not
 * @param notes about the body as a whole that somebody should look at, such as a batch count that
 *     does not fit
 */
record Outcome(
    Kind kind,
    String format,
    int messages,
    int accepted,
    List<Refusal> refusals,
    List<Finding> notes) {
  /** The property of an exchange that holds it. */
  static final String PROPERTY = "duima.outcome";

  static final String OUTCOME = "duima_outcome";
  static final String FORMAT = "duima_format";
  static final String MESSAGES = "duima_messages";
  static final String ACCEPTED = "duima_accepted";
  static final String REFUSED = "duima_refused";
  static final String REASON = "duima_reason";

  /** So many refusals stand in the header; all of them stand in a reason file. */
  private static final int TOLD_IN_A_HEADER = 5;

  /** What became of the body as a whole. */
  enum Kind {
    /** All of it is stored for good. */
    ACCEPTED,
    /** Some messages are stored, others can never be. */
    PARTLY,
    /** Nothing is stored, and sending the same again is of no use. */
    REFUSED,
    /** Nothing is stored because of trouble on our side; the same may be tried again. */
    ERROR;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Why a message was not taken.
   *
   * @param number of the message in the body, from 1; 0 for the body as a whole
   * @param path segment and field, empty if it is about the message as a whole
   * @param reason without patient data
   */
  record Refusal(int number, String path, Text reason) {
    /** One line for people: which message, where, why. */
    Text told() {
      String where = path.isEmpty() ? "" : path;
      String zh = number == 0 ? where : "第 " + number + " 条" + (where.isEmpty() ? "" : " " + where);
      String en = number == 0 ? where : "message " + number + (where.isEmpty() ? "" : ", " + where);
      return new Text(
          zh.isEmpty() ? reason.zh() : zh + "：" + reason.zh(),
          en.isEmpty() ? reason.en() : en + ": " + reason.en());
    }
  }

  Outcome {
    refusals = List.copyOf(refusals);
    notes = List.copyOf(notes);
  }

  /** The body as a whole cannot be taken. */
  static Outcome refused(String format, Finding reason) {
    return new Outcome(
        Kind.REFUSED,
        format,
        0,
        0,
        List.of(new Refusal(0, reason.path(), reason.text())),
        List.of());
  }

  /** Trouble on our side. */
  static Outcome error(String format, int messages, Text reason) {
    return new Outcome(
        Kind.ERROR, format, messages, 0, List.of(new Refusal(0, "", reason)), List.of());
  }

  /**
   * @param verdicts one for each of {@link Reading#messages()}, in order
   */
  static Outcome of(String format, Reading reading, List<Verdict> verdicts) {
    List<Refusal> refusals = new ArrayList<>();
    Iterator<Verdict> next = verdicts.iterator();
    int messages = reading.parts().size();
    int accepted = 0;
    int number = 0;
    for (Reading.Part part : reading.parts()) {
      number++;
      if (part instanceof Reading.Refused refused) {
        refusals.add(new Refusal(number, refused.reason().path(), refused.reason().text()));
        continue;
      }
      Verdict verdict = next.next();
      Text reason = verdict.reason().orElse(new Text("", ""));
      switch (verdict.kind()) {
        case ACCEPTED -> accepted++;
        case REFUSED -> refusals.add(new Refusal(number, "", reason));
        case ERROR -> {
          return error(format, messages, reason);
        }
        default -> throw new IllegalStateException(verdict.kind().name());
      }
    }
    List<Finding> notes = new ArrayList<>();
    Set<Finding> told = new HashSet<>(reading.refusals());
    for (Finding finding : reading.findings()) {
      if (finding.severity() == Severity.INFO || !told.add(finding)) {
        continue;
      }
      if (finding.isError()) {
        // a part of a message that was left out of it, such as an entry of a FHIR batch
        refusals.add(new Refusal(0, finding.path(), finding.text()));
      } else {
        notes.add(finding);
      }
    }
    Kind kind = refusals.isEmpty() ? Kind.ACCEPTED : accepted == 0 ? Kind.REFUSED : Kind.PARTLY;
    return new Outcome(kind, format, messages, accepted, refusals, notes);
  }

  /** Puts it where the next steps find it. */
  void putInto(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    Message message = exchange.getMessage();
    message.setHeader(OUTCOME, kind.word());
    message.setHeader(FORMAT, format);
    message.setHeader(MESSAGES, messages);
    message.setHeader(ACCEPTED, accepted);
    message.setHeader(REFUSED, messages - accepted);
    message.setHeader(REASON, reason());
  }

  /** In Chinese and English, without patient data; empty if there is nothing to say. */
  String reason() {
    List<Text> lines = lines();
    String more = lines.size() > TOLD_IN_A_HEADER ? " … （共 / in all " + lines.size() + "）" : "";
    return lines.stream().limit(TOLD_IN_A_HEADER).map(Text::zh).collect(Collectors.joining("；"))
        + (lines.isEmpty() ? "" : " / ")
        + lines.stream().limit(TOLD_IN_A_HEADER).map(Text::en).collect(Collectors.joining("; "))
        + more;
  }

  /** All that is to be said, line by line. */
  List<Text> lines() {
    List<Text> lines = new ArrayList<>();
    refusals.forEach(refusal -> lines.add(refusal.told()));
    notes.forEach(note -> lines.add(new Refusal(0, note.path(), note.text()).told()));
    return lines;
  }
}
