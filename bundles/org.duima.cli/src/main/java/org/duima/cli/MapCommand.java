package org.duima.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeMatch.Candidate;
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
      "结果 outcomes: mapped | ambiguous | gray 灰码 | expired | unmapped"
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
        "diagnosis（默认）、procedure、tcm-disease、tcm-syndrome",
        "diagnosis (default), procedure, tcm-disease, tcm-syndrome"
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

  @Parameters(
      arity = "1..*",
      paramLabel = "CODE",
      description = {"编码，- 为从标准输入逐行读取", "codes, - reads lines from standard input"})
  List<String> codes;

  @Override
  public Integer call() {
    CodeSystem system = system();
    Composition composition = new Composition(home(), this::clock);
    Codes codes = composition.codesOf(system);
    checkEdition("--from", from, codes.editions());
    checkEdition("--to", to, codes.editions());
    CodeMapper tables = codes.mapper();
    LocalDate date = date(composition.clock());
    if (this.codes.equals(List.of("-"))) {
      answerLines(tables, system, date);
    } else {
      this.codes.forEach(code -> answer(tables, system, code, date));
    }
    return 0;
  }

  private void answerLines(CodeMapper tables, CodeSystem system, LocalDate date) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          answer(tables, system, line.strip(), date);
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

  private CodeSystem system() {
    try {
      return CodeSystem.ofId(kind);
    } catch (IllegalArgumentException e) {
      throw Failure.unusable(
          "--kind 应为 diagnosis、procedure、tcm-disease 或 tcm-syndrome",
          "--kind: expected diagnosis, procedure, tcm-disease or tcm-syndrome",
          e);
    }
  }

  private static void checkEdition(String option, String edition, Set<String> ofTables) {
    if (edition != null && !KNOWN_EDITIONS.contains(edition) && !ofTables.contains(edition)) {
      Set<String> all = new TreeSet<>(KNOWN_EDITIONS);
      all.addAll(ofTables);
      throw Failure.unusable(
          option + "：没有版本 " + edition, "no such edition; known are " + String.join(", ", all));
    }
  }

  private LocalDate date(Clock clock) {
    if (on == null) {
      return LocalDate.now(clock);
    }
    try {
      return LocalDate.parse(on);
    } catch (DateTimeException e) {
      throw Failure.unusable("--on 应为 yyyy-MM-dd", "--on: expected yyyy-MM-dd", e);
    }
  }

  private void answer(CodeMapper tables, CodeSystem system, String code, LocalDate date) {
    CodeMatch match = tables.map(new Code(system, from, code), to, date);
    List<String> cells = new ArrayList<>();
    cells.add(code);
    if (match instanceof CodeMatch.Mapped mapped) {
      cells.add("mapped");
      cells.add(mapped.target().value());
      cells.add(mapped.targetName());
      cells.add(mapped.grayAsPrincipal() ? "gray-as-principal" : "");
    } else if (match instanceof CodeMatch.Ambiguous ambiguous) {
      List<Candidate> candidates = ambiguous.candidates();
      cells.add("ambiguous");
      cells.add(
          candidates.stream().map(each -> each.code().value()).collect(Collectors.joining("|")));
      cells.add(candidates.stream().map(Candidate::name).collect(Collectors.joining("|")));
      cells.add("use --from");
    } else if (match instanceof CodeMatch.Gray gray) {
      cells.addAll(List.of("gray", "", "", gray.table()));
    } else if (match instanceof CodeMatch.Expired expired) {
      cells.add("expired");
      cells.add(expired.formerly().code().value());
      cells.add(expired.formerly().name());
      cells.add(expired.table());
    } else {
      cells.addAll(List.of("unmapped", "", "", ""));
    }
    console.out().println(tsv(cells));
  }

  static String tsv(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replaceAll("[\\t\\r\\n]+", " "))
        .collect(Collectors.joining("\t"));
  }
}
