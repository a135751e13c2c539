package org.duima.source.transaction.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Reading.Part;
import org.duima.api.receive.Verdict;

/**
 * Reads copies of transactions as they come in: one object, an array of them, or several one after
 * another. The bytes of each are kept as they are.
 */
public class TransactionReader implements MessageReader {
  private static final JsonMapper ANSWERS = new JsonMapper();
  private static final Set<String> WANTED =
      Set.of("infno", "msgid", "fixmedins_code", "psn_no", "mdtrt_id");

  /** How much of what cannot be read is kept to show a person. */
  private static final int KEPT_OF_REFUSED = 64 * 1024;

  private final int maxBytes;

  /**
   * @param maxBytes largest frame in bytes
   */
  public TransactionReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public final String format() {
    return TransactionAdapter.FORMAT;
  }

  @Override
  public final Reading read(byte[] frame, Instant receivedAt) {
    if (frame.length > maxBytes) {
      return refuse(
          frame,
          Finding.error(
              "transaction.too-large",
              "",
              "超过大小上限 " + maxBytes + " 字节；请分批发送",
              "larger than the limit of " + maxBytes + " bytes; send it in parts"));
    }
    List<Part> parts = new ArrayList<>();
    int begin = 0;
    try (JsonParser parser = Json.FACTORY.createParser(frame)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        begin = (int) parser.currentTokenLocation().getByteOffset();
        if (token == JsonToken.START_OBJECT) {
          Map<String, String> head = head(parser);
          int end = (int) parser.currentLocation().getByteOffset();
          parts.add(part(Arrays.copyOfRange(frame, begin, end), head, receivedAt));
          begin = end;
        } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
          parts.add(notAnObject(frame, begin));
          break;
        }
      }
    } catch (JsonProcessingException e) {
      parts.add(new Reading.Refused(rest(frame, begin), Json.finding(e)));
    } catch (IOException e) {
      if (!(e instanceof java.io.CharConversionException)) {
        throw new UncheckedIOException(e);
      }
      parts.add(new Reading.Refused(rest(frame, begin), Json.notUtf8()));
    }
    if (parts.isEmpty()) {
      parts.add(notAnObject(frame, 0));
    }
    return new Reading(parts, List.of(), List.of());
  }

  /** Reads to the end of the object; the first value of each wanted name counts. */
  private static Map<String, String> head(JsonParser parser) throws IOException {
    Map<String, String> head = new HashMap<>();
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        break;
      } else if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token.isScalarValue()) {
        String name = parser.currentName();
        if (name != null
            && WANTED.contains(name)
            && (depth == 1 || !(name.equals("infno") || name.equals("msgid")))) {
          String value = token == JsonToken.VALUE_NULL ? "" : parser.getText().strip();
          if (!value.isEmpty()) {
            head.putIfAbsent(name, value);
          }
        }
      }
    }
    return head;
  }

  private static Part part(byte[] body, Map<String, String> head, Instant receivedAt) {
    String infno = head.getOrDefault("infno", "");
    if (!infno.matches("[0-9]{4}[A-Z]{0,2}")) {
      return new Reading.Refused(
          rest(body, 0),
          Finding.error(
              "transaction.no-infno",
              "infno",
              "缺少交易编号 infno，或不是四位数字；请原样带上",
              "infno is missing or not a transaction number; send it along as it is"));
    }
    String institution = clipped(head.getOrDefault("fixmedins_code", ""));
    String person = head.getOrDefault("psn_no", head.getOrDefault("mdtrt_id", ""));
    return new Reading.Readable(
        new RawMessage(
            TransactionAdapter.FORMAT,
            institution,
            clipped(head.getOrDefault("msgid", "")),
            infno,
            institution + "|" + clipped(person),
            body,
            receivedAt));
  }

  /** Twice what the specification allows for any of these. */
  private static String clipped(String value) {
    return value.length() <= 64 ? value : value.substring(0, 64);
  }

  private static Part notAnObject(byte[] frame, int from) {
    return new Reading.Refused(
        rest(frame, from),
        Finding.error(
            "transaction.not-an-object",
            "",
            "应为 JSON 对象，或对象的数组：{\"infno\":…,\"input\":…,\"output\":…}",
            "expected a JSON object or an array of them: {\"infno\":…,\"input\":…,\"output\":…}"));
  }

  private static byte[] rest(byte[] bytes, int from) {
    int begin = Math.max(0, Math.min(from, bytes.length));
    return Arrays.copyOfRange(bytes, begin, Math.min(bytes.length, begin + KEPT_OF_REFUSED));
  }

  @Override
  public final Reading refuse(byte[] start, Finding reason) {
    return new Reading(List.of(new Reading.Refused(rest(start, 0), reason)), List.of(), List.of());
  }

  /**
   * A JSON object with one result for each part: {@code status} accepted, error (send it again) or
   * refused, and the {@code reason} in Chinese and English.
   */
  @Override
  public final byte[] answer(Reading reading, List<Verdict> verdicts) {
    if (verdicts.size() != reading.messages().size()) {
      throw new IllegalArgumentException("one verdict for each message");
    }
    ObjectNode answer = ANSWERS.createObjectNode();
    ArrayNode results = answer.putArray("results");
    Iterator<Verdict> next = verdicts.iterator();
    for (Part part : reading.parts()) {
      ObjectNode result = results.addObject();
      if (part instanceof Reading.Refused refused) {
        result.put("status", "refused");
        result.put("rule", refused.reason().rule());
        result.put("path", refused.reason().path());
        result.put("reason", refused.reason().text().toString());
      } else if (part instanceof Reading.Readable readable) {
        Verdict verdict = next.next();
        result.put(
            "status",
            switch (verdict.kind()) {
              case ACCEPTED -> "accepted";
              case ERROR -> "error";
              case REFUSED -> "refused";
            });
        result.put("infno", readable.message().type());
        verdict.reason().ifPresent(reason -> result.put("reason", reason.toString()));
      }
    }
    try {
      return ANSWERS.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }
}
