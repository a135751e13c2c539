package org.duima.source.fhir4.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;

/** Feedback of CDS Hooks: what became of cards. */
final class Feedback {
  private static final int MOST = 1000;
  private static final int LONGEST_ID = 64;
  private static final int LONGEST_COMMENT = 1000;

  private Feedback() {}

  static List<AlertFeedback> read(byte[] body) throws NotAsked {
    return JsonText.read(
        body,
        json -> {
          List<AlertFeedback> all = new ArrayList<>();
          boolean[] isThere = {false};
          json.fields(
              (name, token) -> {
                if (!name.equals("feedback")) {
                  json.parser().skipChildren();
                  return;
                }
                if (token != JsonToken.START_ARRAY) {
                  throw NotAsked.wrongType(name, "数组", "an array");
                }
                isThere[0] = true;
                all(json, all);
              });
          if (!isThere[0]) {
            throw NotAsked.missing("feedback");
          }
          return List.copyOf(all);
        });
  }

  private static void all(JsonText json, List<AlertFeedback> all) throws IOException, NotAsked {
    JsonParser parser = json.parser();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String path = "feedback[" + all.size() + "]";
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw NotAsked.wrongType(path, "对象", "an object");
      }
      if (all.size() == MOST) {
        throw NotAsked.bad(
            "cds.type", "feedback", "一次最多 " + MOST + " 条", "at most " + MOST + " at once");
      }
      all.add(new One(path).read(json));
    }
  }

  /** One entry while it is read. */
  private static final class One {
    private final String path;
    private String card = "";
    private String outcome = "";
    private String timestamp = "";
    private String reason = "";
    private String comment = "";

    One(String path) {
      this.path = path;
    }

    AlertFeedback read(JsonText json) throws IOException, NotAsked {
      json.fields(
          (name, token) -> {
            switch (name) {
              case "card" -> card = json.text(path + ".card");
              case "outcome" -> outcome = json.text(path + ".outcome");
              case "outcomeTimestamp" -> timestamp = json.text(path + ".outcomeTimestamp");
              case "overrideReason" -> overrideReason(json, token);
              default -> json.parser().skipChildren();
            }
          });
      require("card", card);
      require("outcome", outcome);
      require("outcomeTimestamp", timestamp);
      return new AlertFeedback(id(), outcome(), reason, comment, at());
    }

    private void overrideReason(JsonText json, JsonToken token) throws IOException, NotAsked {
      if (token != JsonToken.START_OBJECT) {
        json.parser().skipChildren();
        return;
      }
      json.fields(
          (name, value) -> {
            if (name.equals("userComment")) {
              comment =
                  Markdown.cut(json.text(path + ".overrideReason.userComment"), LONGEST_COMMENT);
            } else if (name.equals("reason") && value == JsonToken.START_OBJECT) {
              json.fields(
                  (field, inner) -> {
                    if (field.equals("code")) {
                      reason = json.text(path + ".overrideReason.reason.code");
                      checkLength("overrideReason.reason.code", reason);
                    } else {
                      json.parser().skipChildren();
                    }
                  });
            } else {
              json.parser().skipChildren();
            }
          });
    }

    private void require(String field, String value) throws NotAsked {
      if (value.isEmpty()) {
        throw NotAsked.missing(path + "." + field);
      }
      checkLength(field, value);
    }

    private void checkLength(String field, String value) throws NotAsked {
      if (value.length() > LONGEST_ID) {
        throw NotAsked.bad("cds.type", path + "." + field, field + " 过长", field + " is too long");
      }
    }

    private String id() {
      return card.startsWith("urn:uuid:") ? card.substring("urn:uuid:".length()) : card;
    }

    private Outcome outcome() throws NotAsked {
      return switch (outcome) {
        case "accepted" -> Outcome.ACCEPTED;
        case "overridden" -> Outcome.OVERRIDDEN;
        default ->
            throw NotAsked.bad(
                "cds.type",
                path + ".outcome",
                "outcome 应为 accepted 或 overridden",
                "outcome must be accepted or overridden");
      };
    }

    /** UTC where it says no zone, as the specification has it. */
    private Instant at() throws NotAsked {
      try {
        return timestamp.matches(".*(Z|[+-][0-9]{2}:?[0-9]{2})")
                && !timestamp.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
            ? OffsetDateTime.parse(timestamp).toInstant()
            : LocalDateTime.parse(timestamp).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw NotAsked.wrongType(path + ".outcomeTimestamp", " UTC 时间", "a time in UTC");
      }
    }
  }

  /** How many were taken, and which cards nobody here has handed out. */
  static byte[] answer(List<AlertFeedback> feedback, Set<String> unknown) {
    return Cards.json(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("extension");
          json.writeNumberField(
              "org.duima.taken",
              feedback.stream().filter(one -> !unknown.contains(one.alertId())).count());
          json.writeArrayFieldStart("org.duima.unknownCards");
          for (String id : unknown.stream().sorted().toList()) {
            json.writeString(id);
          }
          json.writeEndArray();
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
