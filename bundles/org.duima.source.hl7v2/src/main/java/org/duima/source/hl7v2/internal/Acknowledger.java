package org.duima.source.hl7v2.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Reading.Readable;
import org.duima.api.receive.Reading.Refused;
import org.duima.api.receive.Verdict;

/**
 * Makes acknowledgements (HL7 chapter 2): in original mode AA, AE, AR; in enhanced mode the accept
 * acknowledgement CA, CE, CR that MSH-15 asks for. Where MSH-15 asks for none and MSH-16 for an
 * application acknowledgement, the answer is that one, which makes the two modes the same. They
 * carry nothing of the message but what MSH holds.
 */
final class Acknowledger {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final String OWN_NAME = "DUIMA";
  private static final MessageHead NO_HEAD =
      new MessageHead(
          Separators.DEFAULT,
          StandardCharsets.UTF_8,
          List.of("|", "^~\\&", "", "", "", "", "", "", "", "", "P", "2.5"));

  private final Supplier<ZoneId> zone;
  private final Clock clock;
  private final String idPrefix;
  private final AtomicLong lastId = new AtomicLong();

  /**
   * @param series begins the ids of its answers; each of several instances has its own
   */
  Acknowledger(Supplier<ZoneId> zone, Clock clock, String series) {
    this.zone = zone;
    this.clock = clock;
    // milliseconds at start, so that a restarted node does not repeat its ids
    this.idPrefix = series + Long.toString(clock.millis(), 36).toUpperCase(Locale.ROOT);
  }

  byte[] answer(Reading reading, List<Verdict> verdicts, Charsets charsets) {
    if (verdicts.size() != reading.messages().size()) {
      throw new IllegalArgumentException("one verdict for each message is needed");
    }
    ByteArrayOutputStream answers = new ByteArrayOutputStream(256);
    Iterator<Verdict> next = verdicts.iterator();
    int count = 0;
    for (Reading.Part part : reading.parts()) {
      byte[] one =
          part instanceof Readable readable
              ? acknowledge(readable.message(), next.next(), charsets)
              : refuse((Refused) part, charsets);
      count += one.length > 0 ? 1 : 0;
      answers.writeBytes(one);
    }
    return reading.envelope().isEmpty() || count == 0
        ? answers.toByteArray()
        : wrap(reading.envelope(), answers.toByteArray(), count, charsets);
  }

  private byte[] acknowledge(RawMessage message, Verdict verdict, Charsets charsets) {
    byte[] body = message.body();
    MessageHead head = MessageHead.read(body, 0, body.length, charsets).head();
    return acknowledge(
        head,
        verdict.kind(),
        verdict.reason().orElse(null),
        "",
        verdict.kind() == Verdict.Kind.ERROR ? Condition.INTERNAL : Condition.DUPLICATE);
  }

  private byte[] refuse(Refused refused, Charsets charsets) {
    byte[] body = refused.body();
    MessageHead head = MessageHead.read(body, 0, body.length, charsets).head();
    Finding reason = refused.reason();
    return acknowledge(
        head == null ? NO_HEAD : head,
        Verdict.Kind.REFUSED,
        reason.text(),
        reason.path(),
        Condition.of(reason.rule()));
  }

  private byte[] acknowledge(
      MessageHead head, Verdict.Kind kind, Text reason, String path, Condition condition) {
    if (!isWanted(head, kind)) {
      return new byte[0];
    }
    String code =
        (isAcceptMode(head) ? "C" : "A")
            + switch (kind) {
              case ACCEPTED -> "A";
              case ERROR -> "E";
              case REFUSED -> "R";
            };
    StringBuilder out = new StringBuilder(256);
    header(out, head, "ACK", head.event(), "ACK");
    String text = reason == null ? "" : head.separators().escape(readable(reason, head.charset()));
    char bar = head.separators().field();
    out.append("MSA").append(bar).append(code).append(bar).append(head.field(10));
    if (!text.isEmpty() && head.version() < 205) {
      out.append(bar).append(text);
    }
    out.append('\r');
    if (kind != Verdict.Kind.ACCEPTED) {
      error(out, head, path, condition, text);
    }
    return out.toString().getBytes(head.charset());
  }

  /** Whether the sender asked for the accept acknowledgement, which is then the only answer. */
  static boolean isAcceptMode(MessageHead head) {
    return !isNever(head.first(15));
  }

  /** Whether the sender wants to hear of such an outcome. */
  static boolean isWanted(MessageHead head, Verdict.Kind kind) {
    String asked = isAcceptMode(head) ? head.first(15) : head.first(16);
    boolean enhanced = !head.first(15).isEmpty() || !head.first(16).isEmpty();
    return !enhanced || isDue(asked, kind);
  }

  /** MSH-15 that asks for no accept acknowledgement. */
  private static boolean isNever(String asked) {
    return asked.isEmpty() || asked.equals("NE");
  }

  /** HL7 table 0155. What is not in it counts as {@code AL}: an answer too many does no harm. */
  private static boolean isDue(String asked, Verdict.Kind kind) {
    return switch (asked) {
      case "", "NE" -> false;
      case "ER" -> kind != Verdict.Kind.ACCEPTED;
      case "SU" -> kind == Verdict.Kind.ACCEPTED;
      default -> true;
    };
  }

  /**
   * Writes MSH of an answer.
   *
   * @param code message code
   * @param event trigger event as it is, may be empty
   * @param structure message structure
   */
  void header(StringBuilder out, MessageHead head, String code, String event, String structure) {
    Separators separators = head.separators();
    char bar = separators.field();
    out.append("MSH").append(bar).append(separators.encodingCharacters()).append(bar);
    out.append(head.field(5).isBlank() ? OWN_NAME : head.field(5)).append(bar);
    out.append(head.field(6)).append(bar);
    out.append(head.field(3)).append(bar);
    out.append(head.field(4)).append(bar);
    out.append(now()).append(bar).append(bar);
    out.append(code);
    if (!event.isEmpty()) {
      out.append(separators.component()).append(separators.escape(event));
      // MSH-9.3 came with 2.3.1
      if (head.version() >= 204 || head.first(12).startsWith("2.3.1")) {
        out.append(separators.component()).append(structure);
      }
    }
    out.append(bar).append(nextId());
    out.append(bar).append(head.field(11).isBlank() ? "P" : head.field(11));
    out.append(bar).append(head.field(12).isBlank() ? "2.5" : head.field(12));
    if (!head.field(18).isBlank()) {
      out.append(String.valueOf(bar).repeat(6)).append(head.field(18));
    }
    out.append('\r');
  }

  /** ERR in the form of the version: fields from 2.5 on, one ELD before. */
  private static void error(
      StringBuilder out, MessageHead head, String path, Condition condition, String text) {
    char bar = head.separators().field();
    char part = head.separators().component();
    char sub = head.separators().subcomponent();
    String segment = path.length() >= 3 ? path.substring(0, 3) : "";
    String field = path.length() > 4 ? path.substring(4) : "";
    out.append("ERR").append(bar);
    if (head.version() < 205) {
      out.append(segment).append(part).append(segment.isEmpty() ? "" : "1");
      out.append(part).append(field).append(part);
      out.append(condition.code).append(sub).append(condition.text).append(sub).append("HL70357");
    } else {
      out.append(bar);
      if (!segment.isEmpty()) {
        out.append(segment).append(part).append('1');
        if (!field.isEmpty()) {
          out.append(part).append(field);
        }
      }
      out.append(bar);
      out.append(condition.code).append(part).append(condition.text).append(part);
      out.append("HL70357").append(bar).append('E');
      out.append(String.valueOf(bar).repeat(4)).append(text);
    }
    out.append('\r');
  }

  /** Both languages where the sender's character set has the characters, else English alone. */
  private static String readable(Text reason, Charset charset) {
    return charset.newEncoder().canEncode(reason.zh()) ? reason.toString() : reason.en();
  }

  /** BHS and BTS around the answers, FHS and FTS around those where the input had them. */
  private byte[] wrap(List<byte[]> envelope, byte[] answers, int count, Charsets charsets) {
    boolean file = envelope.stream().anyMatch(segment -> segment[0] == 'F');
    ByteArrayOutputStream out = new ByteArrayOutputStream(answers.length + 200);
    byte[] first = envelope.get(0);
    Separators separators = Separators.DEFAULT;
    String[] header = new String[12];
    java.util.Arrays.fill(header, "");
    Charset charset = StandardCharsets.ISO_8859_1;
    String text = new String(first, charset);
    if (text.length() > 4) {
      Separators declared = Separators.of(text.charAt(3), Separators.part(text, text.charAt(3), 2));
      separators = declared == null ? separators : declared;
      List<String> parts = Separators.parts(text, separators.field());
      for (int i = 2; i < header.length && i <= parts.size(); i++) {
        header[i] = parts.get(i - 1);
      }
    }
    String bar = String.valueOf(separators.field());
    // fields 3 to 6 swapped, 7 the time, 11 our id, 12 the id of the batch that this answers
    String body =
        bar
            + separators.encodingCharacters()
            + bar
            + (header[5].isBlank() ? OWN_NAME : header[5])
            + bar
            + header[6]
            + bar
            + header[3]
            + bar
            + header[4]
            + bar
            + now()
            + bar.repeat(4)
            + nextId()
            + bar
            + header[11]
            + "\r";
    if (file) {
      out.writeBytes(("FHS" + body).getBytes(charset));
    }
    out.writeBytes(("BHS" + body).getBytes(charset));
    out.writeBytes(answers);
    out.writeBytes(("BTS" + bar + count + "\r").getBytes(charset));
    if (file) {
      out.writeBytes(("FTS" + bar + "1\r").getBytes(charset));
    }
    return out.toByteArray();
  }

  private String now() {
    return TIME.format(LocalDateTime.ofInstant(clock.instant(), zone.get()));
  }

  private String nextId() {
    return idPrefix + Long.toString(lastId.incrementAndGet(), 36).toUpperCase(Locale.ROOT);
  }

  /** HL7 table 0357. */
  private enum Condition {
    SEQUENCE(100, "Segment sequence error"),
    REQUIRED(101, "Required field missing"),
    DATA_TYPE(102, "Data type error"),
    TABLE_VALUE(103, "Table value not found"),
    DUPLICATE(205, "Duplicate key identifier"),
    INTERNAL(207, "Application internal error");

    private final int code;
    private final String text;

    Condition(int code, String text) {
      this.code = code;
      this.text = text;
    }

    static Condition of(String rule) {
      return switch (rule) {
        case "hl7.no-msh" -> SEQUENCE;
        case "hl7.missing" -> REQUIRED;
        case "hl7.charset" -> TABLE_VALUE;
        case "hl7.xml", "hl7.separators", "hl7.bad-head" -> DATA_TYPE;
        default -> INTERNAL;
      };
    }
  }
}
