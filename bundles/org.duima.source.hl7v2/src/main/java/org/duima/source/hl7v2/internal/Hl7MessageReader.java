package org.duima.source.hl7v2.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Reading.Part;
import org.duima.api.receive.Reading.Readable;
import org.duima.api.receive.Reading.Refused;
import org.duima.api.receive.Verdict;

/**
 * Reads frames of HL7 v2: MSH alone, and of PID the patient number that decides the lane. A frame
 * is one message, several, or a batch with FHS, BHS, BTS, FTS.
 */
public final class Hl7MessageReader implements MessageReader {
  /** {@link RawMessage#format()} of HL7 v2 messages. */
  public static final String FORMAT = "hl7v2";

  private final Supplier<Charsets> charsets;
  private final Acknowledger acknowledger;

  /**
   * @param mapping where a site's names of character sets stand
   * @param zone the hospital's time zone, for the time of the answers
   */
  public Hl7MessageReader(MappingFiles mapping, Supplier<ZoneId> zone, Clock clock) {
    this(mapping::charsets, new Acknowledger(zone, clock, "D"));
  }

  Hl7MessageReader(Supplier<Charsets> charsets, Acknowledger acknowledger) {
    this.charsets = charsets;
    this.acknowledger = acknowledger;
  }

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public Reading read(byte[] frame, Instant receivedAt) {
    int start = skipBlank(frame);
    List<Segments.Range> segments = Segments.of(frame, start, frame.length);
    List<Part> parts = new ArrayList<>(1);
    List<byte[]> envelope = new ArrayList<>(0);
    List<Finding> findings = new ArrayList<>(0);
    int at = 0;
    int inBatch = 0;
    while (at < segments.size()) {
      Segments.Range segment = segments.get(at);
      if (isEnvelope(frame, segment)) {
        envelope.add(Arrays.copyOfRange(frame, segment.from(), segment.to()));
        if (Segments.named(frame, segment, "BHS")) {
          inBatch = parts.size();
        } else if (Segments.named(frame, segment, "BTS")) {
          count(frame, segment, parts.size() - inBatch, findings);
        }
        at++;
        continue;
      }
      int next = at + 1;
      while (next < segments.size()
          && !isEnvelope(frame, segments.get(next))
          && !Segments.named(frame, segments.get(next), "MSH")) {
        next++;
      }
      boolean whole = next - at == segments.size() && start == 0;
      parts.add(part(frame, segments.subList(at, next), whole, receivedAt));
      at = next;
    }
    if (parts.isEmpty()) {
      MessageHead.Result nothing = MessageHead.read(frame, start, start, charsets.get());
      parts.add(new Refused(frame, nothing.refusal()));
    }
    return new Reading(parts, envelope, findings);
  }

  private Part part(
      byte[] frame, List<Segments.Range> segments, boolean whole, Instant receivedAt) {
    int from = segments.get(0).from();
    int to = segments.get(segments.size() - 1).to();
    MessageHead.Result result = MessageHead.read(frame, from, to, charsets.get());
    byte[] body = whole ? frame : Arrays.copyOfRange(frame, from, to);
    if (result.refusal() != null) {
      return new Refused(body, result.refusal());
    }
    MessageHead head = result.head();
    return new Readable(
        new RawMessage(
            FORMAT,
            head.sender(),
            head.controlId(),
            head.type(),
            head.sender() + "|" + lane(patient(frame, segments, head)),
            body,
            receivedAt));
  }

  /** Short and without control characters: it is stored with the message, whatever PID holds. */
  private static String lane(String patient) {
    String plain = patient.replaceAll("[\\x00-\\x1f]", " ");
    return plain.length() > 100 ? plain.substring(0, 100) : plain;
  }

  /** PID-3.1 of the first PID; PV1-19.1 of a message that names no patient; else empty. */
  private static String patient(byte[] frame, List<Segments.Range> segments, MessageHead head) {
    String number = value(frame, segments, head, "PID", 3);
    return number.isEmpty() ? value(frame, segments, head, "PV1", 19) : number;
  }

  private static String value(
      byte[] frame, List<Segments.Range> segments, MessageHead head, String name, int field) {
    for (Segments.Range range : segments) {
      if (Segments.named(frame, range, name)) {
        Separators separators = head.separators();
        String text = new String(frame, range.from(), range.to() - range.from(), head.charset());
        return separators.first(Separators.part(text, separators.field(), field + 1), 1);
      }
    }
    return "";
  }

  private static void count(
      byte[] frame, Segments.Range trailer, int messages, List<Finding> findings) {
    int digits = 0;
    long announced = 0;
    for (int i = trailer.from() + 4; i < trailer.to() && digits < 9; i++, digits++) {
      if (frame[i] < '0' || frame[i] > '9') {
        break;
      }
      announced = announced * 10 + frame[i] - '0';
    }
    if (digits > 0 && announced != messages) {
      findings.add(
          Finding.warning(
              "hl7.batch-count",
              "BTS-1",
              "批次声明 " + announced + " 条消息，实际 " + messages + " 条；请核对发送方是否截断",
              "The batch announces "
                  + announced
                  + " messages and holds "
                  + messages
                  + "; check whether the sender cut it"));
    }
  }

  private static boolean isEnvelope(byte[] frame, Segments.Range segment) {
    return Segments.named(frame, segment, "BHS")
        || Segments.named(frame, segment, "BTS")
        || Segments.named(frame, segment, "FHS")
        || Segments.named(frame, segment, "FTS");
  }

  /** Past blanks, line ends and the byte order mark that editors put before a file. */
  private static int skipBlank(byte[] frame) {
    int at = 0;
    if (frame.length >= 3
        && frame[0] == (byte) 0xef
        && frame[1] == (byte) 0xbb
        && frame[2] == (byte) 0xbf) {
      at = 3;
    }
    while (at < frame.length && frame[at] >= 0 && frame[at] <= ' ') {
      at++;
    }
    return at;
  }

  @Override
  public Reading refuse(byte[] start, Finding reason) {
    return new Reading(List.of(new Refused(start, reason)), List.of(), List.of());
  }

  @Override
  public byte[] answer(Reading reading, List<Verdict> verdicts) {
    return acknowledger.answer(reading, verdicts, charsets.get());
  }

  /** As its first MSH-18 says, so that text and declaration agree. */
  @Override
  public byte[] bytes(String text) {
    return text.getBytes(charset(text));
  }

  @Override
  public String text(byte[] answer) {
    return new String(answer, charset(new String(answer, StandardCharsets.ISO_8859_1)));
  }

  /** Found without decoding: names of character sets are ASCII in each of them. */
  private Charset charset(String text) {
    int header = text.startsWith("MSH") ? 0 : header(text);
    if (header < 0 || header + 8 > text.length()) {
      return charsets.get().byDefault();
    }
    int end = header;
    while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
      end++;
    }
    char field = text.charAt(header + 3);
    List<String> fields = Separators.parts(text.substring(header, end), field);
    String name = fields.size() > 17 ? fields.get(17) : "";
    String first =
        Separators.parts(name, text.charAt(header + 5)).stream()
            .filter(one -> !one.isBlank() && !one.equals(Er7Message.NULL))
            .findFirst()
            .orElse("");
    return charsets.get().of(first).orElse(StandardCharsets.UTF_8);
  }

  /** The first MSH that begins a line, behind a batch header or what an editor put there. */
  private static int header(String text) {
    int at = text.indexOf("MSH");
    while (at > 0
        && "\r\n\u000b\ufeff".indexOf(text.charAt(at - 1)) < 0
        && !text.substring(0, at).isBlank()) {
      at = text.indexOf("MSH", at + 3);
    }
    return at;
  }
}
