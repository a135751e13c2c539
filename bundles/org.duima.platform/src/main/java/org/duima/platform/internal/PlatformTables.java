package org.duima.platform.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.platform.Receipt.Kind;
import org.duima.platform.internal.AnswerLine.Layer;
import org.duima.platform.internal.HeldName.As;

/**
 * The tables of {@code mappings/platform} with the hospital's own lines, read together.
 *
 * @param answers lines of each layer, in the order in which they are tried
 * @param names finds fields in the platform's texts
 * @param held {@code node.field} to its names in 4103
 * @param entries how many lines there are
 */
record PlatformTables(
    Map<Layer, List<AnswerLine>> answers,
    ListNames names,
    Map<String, List<HeldName>> held,
    int entries) {
  private static final List<String> ANSWER_COLUMNS =
      List.of(
          "id",
          "layer",
          "match",
          "outcome",
          "kind",
          "who",
          "meaning_zh",
          "meaning_en",
          "advice_zh",
          "advice_en");

  /** The first line of a layer that fits. */
  AnswerLine line(Layer layer, String text) {
    return answers.get(layer).stream()
        .filter(line -> line.fits(text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("each layer has a last line"));
  }

  /** Files that belong to the set: the shipped ones, and the hospital's that need not be there. */
  static List<Path> files(Path mappings) {
    return List.of(
        mappings.resolve("platform/answers.csv"),
        mappings.resolve("platform/names.csv"),
        mappings.resolve("platform/held.csv"),
        mappings.resolve("settlement/fields.csv"),
        mappings.resolve("site/answers.csv"),
        mappings.resolve("site/platform-names.csv"),
        mappings.resolve("site/held.csv"));
  }

  /**
   * Reads the tables.
   *
   * @param findings gets what is wrong; with an error the result must not be used
   */
  static PlatformTables read(Path mappings, List<Finding> findings) {
    Map<Layer, List<AnswerLine>> answers = new LinkedHashMap<>();
    for (Layer layer : Layer.values()) {
      answers.put(layer, new ArrayList<>());
    }
    // the hospital's lines are tried first
    int entries = answers(mappings.resolve("site/answers.csv"), answers, findings);
    entries += answers(mappings.resolve("platform/answers.csv"), answers, findings);
    for (Layer layer : Layer.values()) {
      if (answers.get(layer).stream().noneMatch(AnswerLine::isLast)) {
        findings.add(
            Finding.error(
                "platform.table",
                "platform/answers.csv",
                "缺少 " + layer.id() + " 层的最后一行（match 为 *）",
                "no last line (match *) for the layer " + layer.id()));
      }
    }
    ListNames names = new ListNames();
    fields(mappings.resolve("settlement/fields.csv"), names, findings);
    entries += names(mappings.resolve("platform/names.csv"), names, findings);
    entries += names(mappings.resolve("site/platform-names.csv"), names, findings);
    Map<String, List<HeldName>> held = new HashMap<>();
    entries += held(mappings.resolve("platform/held.csv"), held, findings);
    entries += held(mappings.resolve("site/held.csv"), held, findings);
    return new PlatformTables(answers, names, held, entries);
  }

  private static boolean isAbsent(Path file) {
    return file.getParent().endsWith("site") && !Files.exists(file);
  }

  private static int answers(
      Path file, Map<Layer, List<AnswerLine>> answers, List<Finding> findings) {
    if (isAbsent(file)) {
      return 0;
    }
    List<TableFile.Line> lines = new TableFile(file, findings).read(ANSWER_COLUMNS);
    for (TableFile.Line line : lines) {
      answer(line).ifPresent(answer -> answers.get(answer.layer()).add(answer));
    }
    return lines.size();
  }

  private static Optional<AnswerLine> answer(TableFile.Line line) {
    Optional<Layer> layer =
        Arrays.stream(Layer.values()).filter(l -> l.id().equals(line.cell("layer"))).findFirst();
    Optional<Kind> kind =
        Arrays.stream(Kind.values()).filter(k -> k.id().equals(line.cell("kind"))).findFirst();
    String outcome = line.cell("outcome");
    boolean texts =
        List.of("id", "match", "meaning_zh", "meaning_en", "advice_zh", "advice_en").stream()
            .noneMatch(column -> line.cell(column).isEmpty());
    if (layer.isEmpty()) {
      line.wrong(
          "layer 应为 business、gateway、http 或 body", "layer must be business, gateway, http or body");
    } else if (kind.isEmpty()) {
      line.wrong(
          "kind 应为 data、configuration、wait、state 或 ask",
          "kind must be data, configuration, wait, state or ask");
    } else if (!outcome.equals("refused") && !outcome.equals("unknown")) {
      line.wrong("outcome 应为 refused 或 unknown", "outcome must be refused or unknown");
    } else if (!AnswerLine.PEOPLE.contains(line.cell("who"))) {
      line.wrong(
          "who 应为 coder、department、cashier、office、it、platform 或空",
          "who must be coder, department, cashier, office, it, platform or empty");
    } else if (!AnswerLine.ROWS.contains(line.cell("row"))) {
      line.wrong("row 应为 empty、duplicate 或空", "row must be empty, duplicate or empty");
    } else if (!texts) {
      line.wrong("id、match 与中英文说明不能为空", "id, match and the texts in both languages are needed");
    } else {
      return Optional.of(
          new AnswerLine(
              line.cell("id"),
              layer.get(),
              line.cell("match"),
              outcome.equals("refused"),
              kind.get(),
              line.cell("who"),
              new Text(line.cell("meaning_zh"), line.cell("meaning_en")),
              new Text(line.cell("advice_zh"), line.cell("advice_en")),
              parts(line.cell("fields")),
              line.cell("row")));
    }
    return Optional.empty();
  }

  private static List<String> parts(String cell) {
    return Arrays.stream(cell.split(";")).map(String::trim).filter(p -> !p.isEmpty()).toList();
  }

  private static void fields(Path file, ListNames names, List<Finding> findings) {
    for (TableFile.Line line :
        new TableFile(file, findings).read(List.of("node", "field", "name_zh", "name_en"))) {
      names.addField(
          line.cell("node"),
          line.cell("field"),
          new Text(line.cell("name_zh"), line.cell("name_en")));
    }
  }

  private static int names(Path file, ListNames names, List<Finding> findings) {
    if (isAbsent(file)) {
      return 0;
    }
    List<TableFile.Line> lines = new TableFile(file, findings).read(List.of("name", "path"));
    for (TableFile.Line line : lines) {
      if (!line.cell("path").matches("[a-z]+(\\[])?(\\.[a-z0-9_]+)?")) {
        line.wrong(
            "path 应如 setlinfo.bill_no 或 oprninfo[].oper_dr_code",
            "path must be like setlinfo.bill_no or oprninfo[].oper_dr_code");
      } else if (!AnswerLine.PEOPLE.contains(line.cell("owner"))) {
        line.wrong("owner 不认识", "unknown owner");
      } else {
        names.addName(line.cell("name"), line.cell("path"), line.cell("owner"));
      }
    }
    return lines.size();
  }

  private static int held(Path file, Map<String, List<HeldName>> held, List<Finding> findings) {
    if (isAbsent(file)) {
      return 0;
    }
    List<TableFile.Line> lines =
        new TableFile(file, findings).read(List.of("node", "field", "held", "as"));
    for (TableFile.Line line : lines) {
      Optional<As> as =
          Arrays.stream(As.values())
              .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(line.cell("as")))
              .findFirst();
      List<String> heldNames = parts(line.cell("held"));
      if (as.isEmpty()
          || heldNames.size() != (as.get() == As.DURATION ? 3 : as.get() == As.IGNORE ? 0 : 1)) {
        line.wrong(
            "as 应为 same、main（held 一个名字）、duration（三个，用分号分开）或 ignore（不写）",
            "as must be same or main (one name in held), duration (three, with semicolons) or ignore"
                + " (none)");
      } else {
        held.computeIfAbsent(line.cell("node") + "." + line.cell("field"), k -> new ArrayList<>())
            .add(new HeldName(heldNames, as.get()));
      }
    }
    return lines.size();
  }
}
