package org.duima.platform.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duima.api.Text;
import org.duima.api.platform.Answer;
import org.duima.api.platform.Receipt;
import org.duima.platform.internal.AnswerLine.Layer;

/**
 * Says what an answer that is no success means, by the answers table. Safe for use by several
 * threads.
 */
final class AnswerReader {
  private static final int MOST_FIELDS = 50;
  private static final String GARBLED = "garbled";
  private static final String CLAUSE_ENDS = "[;；。\\r\\n]|，(?=[A-Z])";

  private final Supplier<Optional<PlatformTables>> tables;

  AnswerReader(Supplier<Optional<PlatformTables>> tables) {
    this.tables = tables;
  }

  /**
   * What the platform said.
   *
   * @param layer who said it
   * @param code infcode, gateway code or HTTP status
   * @param sought what the table's words are looked for in, beside the message
   * @param message its words as they came; may quote patient data
   */
  record Said(Layer layer, String code, String sought, String message) {}

  /**
   * Judges.
   *
   * @param list the list that was sent, for finding the row that is meant; missing if none was
   */
  Receipt receipt(Said said, JsonNode list) {
    Optional<PlatformTables> current = tables.get();
    if (current.isEmpty()) {
      return withoutTables(said);
    }
    String restored = Legible.restored(said.message());
    String legible = restored.isEmpty() ? said.message() : restored;
    AnswerLine line = line(current.get(), said, legible);
    List<Answer.Field> fields = fields(current.get(), line, said.layer(), legible, list);
    Answer answer =
        new Answer(
            line.id(),
            line.kind(),
            who(current.get(), line, fields),
            line.meaning(),
            line.advice(),
            fields,
            said.message(),
            restored);
    return line.certain()
        ? new Receipt.Refused(line.kind(), said.code(), legible, answer)
        : new Receipt.Unknown(
            true,
            line.id() + " " + (said.layer() == Layer.HTTP ? said.code() : said.layer().id()),
            answer);
  }

  /** Whether a line of the table beside the last one speaks. */
  boolean knows(Said said) {
    return tables.get().filter(t -> !line(t, said, said.message()).isLast()).isPresent();
  }

  private static AnswerLine line(PlatformTables tables, Said said, String legible) {
    AnswerLine line = tables.line(said.layer(), (said.sought() + " " + legible).trim());
    return line.isLast() && Legible.isLost(legible) ? tables.line(said.layer(), GARBLED) : line;
  }

  /** Nothing may be judged: what was refused waits until hospital IT has mended the table. */
  private static Receipt withoutTables(Said said) {
    Answer answer =
        new Answer(
            "platform.table",
            Receipt.Kind.CONFIGURATION,
            "it",
            new Text("应答表有误，未装载，无法判断平台的应答", "the answers table has an error and is not in force"),
            new Text(
                "请信息科按日志改正 mappings/platform 中的表", "IT: correct the tables in mappings/platform"),
            List.of(),
            said.message(),
            "");
    boolean certain = said.layer() == Layer.BUSINESS || said.layer() == Layer.GATEWAY;
    return certain
        ? new Receipt.Refused(answer.kind(), said.code(), said.message(), answer)
        : new Receipt.Unknown(true, said.layer().id(), answer);
  }

  private static String who(PlatformTables tables, AnswerLine line, List<Answer.Field> fields) {
    if (line.kind() != Receipt.Kind.DATA || fields.isEmpty()) {
      return line.who();
    }
    String owner = tables.names().owner(fields.get(0).path().replaceAll("\\[\\d+]", "[]"));
    return owner.isEmpty() ? line.who() : owner;
  }

  private static List<Answer.Field> fields(
      PlatformTables tables, AnswerLine line, Layer layer, String legible, JsonNode list) {
    boolean aboutTheList = line.kind() == Receipt.Kind.DATA || line.kind() == Receipt.Kind.ASK;
    if (layer != Layer.BUSINESS || !aboutTheList) {
      return List.of();
    }
    List<Clause> clauses = clauses(tables, legible);
    List<String> paths = tables.names().in(legible);
    Map<String, Answer.Field> fields = new LinkedHashMap<>();
    for (String path : paths.isEmpty() ? line.fields() : paths) {
      Text label = tables.names().label(path);
      for (Clause clause : about(path, clauses, legible)) {
        AnswerLine ofField = lineOf(tables, line, clause.text());
        Text text =
            new Text(
                label.zh() + "：" + ofField.meaning().zh(),
                label.en() + ": " + ofField.meaning().en());
        ListRows.places(list, path, ofField.row(), clause.text())
            .forEach(place -> fields.putIfAbsent(place, new Answer.Field(place, label, text)));
      }
    }
    return fields.values().stream().limit(MOST_FIELDS).toList();
  }

  /** A text can name several fields, each with its own fault. */
  private record Clause(String text, Set<String> fields) {}

  private static List<Clause> clauses(PlatformTables tables, String legible) {
    return Arrays.stream(legible.split(CLAUSE_ENDS))
        .map(
            text ->
                new Clause(
                    text,
                    tables.names().in(text).stream()
                        .map(AnswerReader::field)
                        .collect(Collectors.toSet())))
        .toList();
  }

  /** The table that the platform names stands in the first clause alone, so the field counts. */
  private static List<Clause> about(String path, List<Clause> clauses, String legible) {
    List<Clause> about =
        clauses.stream().filter(clause -> clause.fields().contains(field(path))).toList();
    return about.isEmpty() ? List.of(new Clause(legible, Set.of())) : about;
  }

  private static String field(String path) {
    return path.substring(path.indexOf('.') + 1);
  }

  private static AnswerLine lineOf(PlatformTables tables, AnswerLine ofWhole, String clause) {
    AnswerLine line = tables.line(Layer.BUSINESS, clause);
    return !line.isLast() && line.kind() == Receipt.Kind.DATA ? line : ofWhole;
  }
}
