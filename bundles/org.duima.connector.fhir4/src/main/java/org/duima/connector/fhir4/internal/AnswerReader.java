package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.platform.Answer;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;

/** What an answer of a FHIR service means. Safe for use by several threads. */
final class AnswerReader {
  private static final String TABLE = "fhir-answers.csv";
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final Receipt NO_ANSWER =
      new Receipt.Unknown(true, "答复不是 FHIR 事务的答复 / not an answer to a FHIR transaction");

  private record Meaning(Receipt.Kind kind, String who, Text meaning, Text advice) {}

  private final Map<String, Meaning> meanings;

  private AnswerReader(Map<String, Meaning> meanings) {
    this.meanings = meanings;
  }

  static AnswerReader shipped() {
    Map<String, Meaning> meanings = new HashMap<>();
    try (InputStream in = AnswerReader.class.getResourceAsStream(TABLE);
        CsvReader<NamedCsvRecord> rows =
            CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .ofNamedCsvRecord(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
      for (NamedCsvRecord row : rows) {
        meanings.put(
            row.getField("status") + "/" + row.getField("needs_outcome"),
            new Meaning(
                Receipt.Kind.valueOf(row.getField("kind")),
                row.getField("who"),
                new Text(row.getField("meaning_zh"), row.getField("meaning_en")),
                new Text(row.getField("advice_zh"), row.getField("advice_en"))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new AnswerReader(Map.copyOf(meanings));
  }

  /** The answer to a transaction of one entry. */
  Receipt submitted(HttpResponse<byte[]> answer, Rendered transaction) {
    Optional<ObjectNode> body = Json.read(answer.body());
    if (answer.statusCode() < OK || answer.statusCode() >= MULTIPLE_CHOICES) {
      return refused(answer.statusCode(), answer, body, transaction);
    }
    JsonNode entry = body.map(bundle -> bundle.path("entry").path(0)).orElseGet(Json::object);
    if (body.isEmpty()
        || !body.get().path("resourceType").asText().equals("Bundle")
        || !body.get().path("type").asText().equals("transaction-response")) {
      return NO_ANSWER;
    }
    String status = entry.path("response").path("status").asText();
    if (!status.matches("[1-5][0-9][0-9]\\b.*")) {
      return NO_ANSWER;
    }
    int code = Integer.parseInt(status.substring(0, 3));
    if (code >= OK && code < MULTIPLE_CHOICES) {
      return new Receipt.Accepted(
          reference(entry.path("response").path("location").asText()),
          body.get().path("id").asText());
    }
    return refused(code, answer, outcome(entry), transaction);
  }

  private static Optional<ObjectNode> outcome(JsonNode entry) {
    return entry.path("response").path("outcome") instanceof ObjectNode outcome
        ? Optional.of(outcome)
        : Optional.empty();
  }

  /** {@code Claim/12} of {@code https://host/fhir/Claim/12/_history/3}. */
  private static String reference(String location) {
    String[] parts = location.replaceAll("/_history/.*$", "").split("/");
    return parts.length < 2 ? "" : parts[parts.length - 2] + "/" + parts[parts.length - 1];
  }

  private Receipt refused(
      int status, HttpResponse<byte[]> answer, Optional<ObjectNode> body, Rendered transaction) {
    Optional<ObjectNode> outcome =
        body.filter(b -> b.path("resourceType").asText().equals("OperationOutcome"));
    Meaning meaning = meanings.get(status + (outcome.isPresent() ? "/yes" : "/no"));
    if (meaning == null) {
      meaning = meanings.get(status + "/no");
    }
    if (meaning == null) {
      return new Receipt.Unknown(true, "HTTP " + status);
    }
    String retryAfter = answer.headers().firstValue("Retry-After").orElse("");
    String words =
        outcome.map(Outcomes::words).orElse("")
            + (retryAfter.matches("[0-9]{1,9}") ? " Retry-After: " + retryAfter : "");
    List<Answer.Field> fields =
        outcome.map(o -> Outcomes.fields(o, transaction.written())).orElse(List.of());
    return new Receipt.Refused(
        meaning.kind(),
        "HTTP " + status,
        words.strip(),
        new Answer(
            "fhir." + status,
            meaning.kind(),
            meaning.who(),
            meaning.meaning(),
            meaning.advice(),
            fields,
            words.strip(),
            ""));
  }

  /** The answer to a search for what has the delivery's id. */
  Receipt asked(HttpResponse<byte[]> answer, Delivery delivery) {
    Optional<ObjectNode> body = Json.read(answer.body());
    if (answer.statusCode() != OK
        || body.isEmpty()
        || !body.get().path("resourceType").asText().equals("Bundle")
        || !body.get().path("type").asText().equals("searchset")) {
      return new Receipt.Unknown(
          true, "HTTP " + answer.statusCode() + "：查询没有得到答复 / the search was not answered");
    }
    for (JsonNode entry : body.get().path("entry")) {
      JsonNode resource = entry.path("resource");
      // a service that does not know the parameter answers everything
      if (resource.path("resourceType").asText().equals(Interactions.type(delivery))
          && has(resource, delivery)) {
        return new Receipt.Held(
            true,
            true,
            -1,
            resource.path("resourceType").asText() + "/" + resource.path("id").asText());
      }
    }
    return new Receipt.Held(false, false, -1, "");
  }

  private static boolean has(JsonNode resource, Delivery delivery) {
    for (JsonNode identifier : resource.path("identifier")) {
      if (identifier.path("system").asText().equals(Systems.DELIVERY)
          && identifier.path("value").asText().equals(delivery.id())) {
        return true;
      }
    }
    return false;
  }
}
