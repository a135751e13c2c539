package org.duima.karaf.smoke.drill;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.demo.day.Message;
import org.duima.demo.day.Stay;

/**
 * A change of messages, written {@code MESSAGE PLACE=VALUE}.
 *
 * <p>MESSAGE is a name such as {@code BAR^P12} or {@code 2304}, or {@code HL7} for all of HL7.
 * PLACE is a field of HL7, {@code SEG-3}, {@code SEG[1]-3} for one of several segments, {@code
 * SEG-3.2} for a component, {@code SEG-3~2.1} for one of a repetition; or a JSON pointer. VALUE is
 * text, a time ({@link Moments}), or {@code {+0.01}} to add to the number that stands there; {@code
 * {visit}} in it is the visit number.
 */
record MessageEdit(String message, String place, String value) {
  private static final Pattern HL7 =
      Pattern.compile("([A-Z0-9]{3})(?:\\[(\\d+)])?-(\\d+)(?:~(\\d+))?(?:\\.(\\d+))?");
  private static final Pattern SUM = Pattern.compile("\\{([+-]\\d+\\.\\d+)}");
  private static final DateTimeFormatter HL7_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final DateTimeFormatter JSON_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static MessageEdit of(String text) {
    Matcher parts = Pattern.compile("(\\S+) ([^=]+)=(.*)").matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("expected MESSAGE PLACE=VALUE: " + text);
    }
    return new MessageEdit(parts.group(1), parts.group(2), parts.group(3));
  }

  /** The message with the change, the same one where the change does not apply. */
  Message apply(Message sent, Stay stay) {
    boolean hl7 = sent.kind() == Message.Kind.HL7;
    if (!message.equals(sent.name()) && !(hl7 && message.equals("HL7"))) {
      return sent;
    }
    String wanted = value.replace("{visit}", stay.visit());
    if (!wanted.equals(value)) {
      return new MessageEdit(message, place, wanted).apply(sent, stay);
    }
    byte[] body = hl7 ? inHl7(sent.body(), stay) : inJson(sent.body(), stay);
    return Arrays.equals(body, sent.body())
        ? sent
        : new Message(
            sent.visit(),
            sent.lane(),
            sent.sender(),
            sent.kind(),
            sent.name(),
            sent.at(),
            sent.controlId(),
            body,
            sent.answers(),
            sent.afterAccepted(),
            sent.order());
  }

  // ---------------------------------------------------------------- HL7

  private byte[] inHl7(byte[] body, Stay stay) {
    Matcher at = HL7.matcher(place);
    if (!at.matches()) {
      throw new IllegalArgumentException("not a place in HL7: " + place);
    }
    Charset charset =
        stay.charset().equals("GB18030") ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
    String[] segments = new String(body, charset).split("\r");
    int number = 0;
    for (int i = 0; i < segments.length; i++) {
      if (!segments[i].startsWith(at.group(1) + "|")) {
        continue;
      }
      number++;
      if (at.group(2) == null || Integer.parseInt(at.group(2)) == number) {
        segments[i] = inSegment(segments[i], at, stay);
      }
    }
    return (String.join("\r", segments) + "\r").getBytes(charset);
  }

  private String inSegment(String segment, Matcher at, Stay stay) {
    String[] fields = segment.split("\\|", -1);
    int field = Integer.parseInt(at.group(3));
    fields = longEnough(fields, field + 1);
    fields[field] =
        part(
            fields[field], "~", at.group(4), r -> part(r, "^", at.group(5), old -> hl7(old, stay)));
    return String.join("|", fields);
  }

  private static String part(
      String whole, String separator, String number, UnaryOperator<String> edit) {
    if (number == null) {
      return edit.apply(whole);
    }
    int place = Integer.parseInt(number) - 1;
    String[] parts = longEnough(whole.split(Pattern.quote(separator), -1), place + 1);
    parts[place] = edit.apply(parts[place]);
    return String.join(separator, parts);
  }

  private static String[] longEnough(String[] parts, int length) {
    String[] longer = Arrays.copyOf(parts, Math.max(parts.length, length));
    for (int i = parts.length; i < longer.length; i++) {
      longer[i] = "";
    }
    return longer;
  }

  private String hl7(String old, Stay stay) {
    Moments.Moment moment = Moments.of(value, stay);
    if (moment != null) {
      return moment.at().format(moment.dateOnly() ? DateTimeFormatter.BASIC_ISO_DATE : HL7_TIME);
    }
    Matcher sum = SUM.matcher(value);
    return sum.matches() ? new BigDecimal(old).add(new BigDecimal(sum.group(1))).toString() : value;
  }

  // ---------------------------------------------------------------- JSON

  private byte[] inJson(byte[] body, Stay stay) {
    try {
      JsonNode root = MAPPER.readTree(body);
      JsonPointer pointer = JsonPointer.compile(place);
      JsonNode parent = root.at(pointer.head());
      JsonNode old = root.at(pointer);
      if (parent.isMissingNode()) {
        return body;
      }
      if (parent instanceof ObjectNode object) {
        object.set(pointer.last().getMatchingProperty(), json(old, stay));
      } else if (parent instanceof ArrayNode array) {
        array.set(pointer.last().getMatchingIndex(), json(old, stay));
      }
      return MAPPER.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode json(JsonNode old, Stay stay) {
    Moments.Moment moment = Moments.of(value, stay);
    if (moment != null) {
      return MAPPER
          .getNodeFactory()
          .textNode(
              moment.dateOnly()
                  ? moment.at().toLocalDate().toString()
                  : moment.at().format(JSON_TIME));
    }
    Matcher sum = SUM.matcher(value);
    return sum.matches()
        ? MAPPER.getNodeFactory().numberNode(old.decimalValue().add(new BigDecimal(sum.group(1))))
        : MAPPER.getNodeFactory().textNode(value);
  }
}
