package org.duima.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeMatch.Candidate;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.Dictionaries;
import org.duima.cli.Composition.Codes;
import org.duima.cli.internal.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "map",
    description = {
      "编码对照。每个编码输出一行，以制表符分隔：编码、结果、目标编码、目标名称、说明。",
      "Translates codes. One line each, separated by tabs: code, outcome, target code, target name,"
          + " detail.",
      "结果 outcomes: mapped | ambiguous | gray 灰码 | expired | unmapped",
      "说明 detail: gray-as-principal 灰码不作主要诊断, other-code 换码, n:1 多对一, category-changed"
          + " 类目改变，最后是依据的表或决定 / then the table or decision"
    })
final class MapCommand extends Options {
  private static final Set<String> KNOWN_EDITIONS =
      Set.of(
          Editions.CLINICAL_1_1,
          Editions.CLINICAL_2_0,
          Editions.CLINICAL_3_0,
          Editions.INSURANCE_1_0,
          Editions.INSURANCE_2_0,
          Editions.NATIONAL_2016,
          Editions.LOCAL);

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "diagnosis",
      description = {
        "diagnosis（默认）、procedure、tcm-disease、tcm-syndrome、drug、service-item、consumable，或字典名如"
            + " gend（--from 为来源，例如 hl7v2）",
        "diagnosis (default), procedure, tcm-disease, tcm-syndrome, drug, service-item, consumable,"
            + " or a dictionary such as gend (--from is then the source, such as hl7v2)"
      })
  String kind;

  @Option(
      names = "--from",
      paramLabel = "EDITION",
      description = {
        "来源版本，例如 clinical-2.0；不写时，各版本含义不同的编码为 ambiguous",
        "source edition; without it a code that means different things in two editions is ambiguous"
      })
  String from;

  @Option(
      names = "--to",
      paramLabel = "EDITION",
      defaultValue = Editions.INSURANCE_2_0,
      description = {"目标版本，默认 insurance-2.0", "target edition, insurance-2.0 by default"})
  String to;

  @Option(
      names = "--on",
      paramLabel = "yyyy-MM-dd",
      description = {"按哪一天有效的表（出院日期），默认今天", "the date whose tables count, today by default"})
  String on;

  @Option(
      names = "--department",
      paramLabel = "CODE",
      defaultValue = "",
      description = {
        "院内科室编码：只对某科室有效的决定也算在内",
        "the hospital's own code of the department: decisions for it count, too"
      })
  String department;

  @Parameters(
      arity = "1..*",
      paramLabel = "CODE",
      description = {
        "编码，- 为从标准输入逐行读取（编码，可再加制表符和名称）",
        "codes, - reads lines from standard input (a code, or a code, a tab and its name)"
      })
  List<String> codes;

  @Override
  public Integer call() {
    Composition composition = new Composition(home(), this::clockOn);
    BiFunction<String, String, List<String>> answers =
        codeSystem()
            .map(system -> ofCodes(composition, system))
            .orElseGet(() -> ofDictionary(composition.dictionaries()));
    if (codes.equals(List.of("-"))) {
      answerLines(answers);
    } else {
      codes.forEach(code -> answer(answers, code, ""));
    }
    return 0;
  }

  /** {@code --on} is the day on which this call takes place, as far as tables are concerned. */
  private Clock clockOn(ZoneId zone) {
    if (on == null) {
      return clock(zone);
    }
    try {
      return Clock.fixed(LocalDate.parse(on).atStartOfDay(zone).toInstant(), zone);
    } catch (DateTimeException e) {
      throw Failure.unusable("--on 应为 yyyy-MM-dd", "--on: expected yyyy-MM-dd", e);
    }
  }

  private void answerLines(BiFunction<String, String, List<String>> answers) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          String[] cells = line.split("\t", 2);
          answer(answers, cells[0].strip(), cells.length > 1 ? cells[1].strip() : "");
        }
        if (!lines.ready()) {
          // another program may wait for this answer before it writes the next code
          console.out().flush();
        }
      }
    } catch (IOException e) {
      throw Failure.unusable("无法读取标准输入", "cannot read standard input", e);
    }
  }

  private void answer(BiFunction<String, String, List<String>> answers, String code, String name) {
    List<String> cells = new ArrayList<>(List.of(code));
    cells.addAll(answers.apply(code, name));
    console.out().println(tsv(cells));
  }

  // ---------------------------------------------------------------- dictionaries

  private Optional<CodeSystem> codeSystem() {
    return Arrays.stream(CodeSystem.values())
        .filter(system -> system.id().equals(kind))
        .findFirst();
  }

  private BiFunction<String, String, List<String>> ofDictionary(Dictionaries dictionaries) {
    if (!dictionaries.has(kind)) {
      throw Failure.unusable(
          "--kind 应为 diagnosis、procedure 等编码种类，或一个字典名",
          "--kind: expected diagnosis, procedure or another code system, or the name of a"
              + " dictionary");
    }
    return (value, name) -> {
      String code = from == null ? value : dictionaries.translate(kind, from, value).orElse("");
      return dictionaries
          .name(kind, code)
          .map(named -> List.of("mapped", code, named, ""))
          .orElse(List.of("unmapped", "", "", ""));
    };
  }

  // ---------------------------------------------------------------- codes

  private BiFunction<String, String, List<String>> ofCodes(
      Composition composition, CodeSystem system) {
    Codes tables = composition.codesOf(system);
    checkEdition("--from", from, tables.editions());
    checkEdition("--to", to, tables.editions());
    LocalDate date = LocalDate.now(composition.clock());
    return (code, name) ->
        cells(
            tables
                .mapper()
                .map(new CodeQuestion(new Code(system, from, code), name, department, to, date)));
  }

  private static void checkEdition(String option, String edition, Set<String> ofTables) {
    if (edition != null && !KNOWN_EDITIONS.contains(edition) && !ofTables.contains(edition)) {
      Set<String> all = new TreeSet<>(KNOWN_EDITIONS);
      all.addAll(ofTables);
      throw Failure.unusable(
          option + "：没有版本 " + edition, "no such edition; known are " + String.join(", ", all));
    }
  }

  private List<String> cells(CodeMatch match) {
    if (match instanceof CodeMatch.Mapped mapped) {
      return List.of("mapped", mapped.target().value(), mapped.targetName(), detail(mapped));
    } else if (match instanceof CodeMatch.Ambiguous ambiguous) {
      List<Candidate> candidates = ambiguous.candidates();
      return List.of(
          "ambiguous",
          candidates.stream().map(each -> each.code().value()).collect(Collectors.joining("|")),
          candidates.stream().map(Candidate::name).collect(Collectors.joining("|")),
          from == null ? "use --from" : "several tables");
    } else if (match instanceof CodeMatch.Gray gray) {
      return List.of("gray", "", "", gray.table());
    } else if (match instanceof CodeMatch.Expired expired) {
      return List.of(
          "expired", expired.formerly().code().value(), expired.formerly().name(), expired.table());
    }
    Text detail = ((CodeMatch.Unmapped) match).detail();
    return List.of("unmapped", "", "", detail.zh().isEmpty() ? "" : detail.toString());
  }

  private static String detail(CodeMatch.Mapped mapped) {
    StringJoiner detail = new StringJoiner("; ");
    if (mapped.grayAsPrincipal()) {
      detail.add("gray-as-principal");
    }
    if (!mapped.relation().sameCode()) {
      detail.add("other-code");
    }
    if (mapped.relation().manyToOne()) {
      detail.add("n:1");
    }
    if (mapped.relation().categoryChanged()) {
      detail.add("category-changed");
    }
    return detail.add(mapped.table()).toString();
  }

  static String tsv(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replaceAll("[\\t\\r\\n]+", " "))
        .collect(Collectors.joining("\t"));
  }
}
