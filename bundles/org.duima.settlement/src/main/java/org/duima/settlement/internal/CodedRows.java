package org.duima.settlement.internal;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.Procedure;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.CodeUse;
import org.duima.api.site.DeclaredEditions;

/** Turns coded diagnoses and procedures into rows in the insurance edition. */
final class CodedRows {
  /** Not on the wire: the source had a code that no table could translate. */
  static final String UNMAPPED = "_unmapped";

  /** Not on the wire: code and edition as the source stated them. */
  static final String SOURCE_CODE = "_source_code";

  static final String SOURCE_EDITION = "_source_edition";

  /** Not on the wire: the target may not be principal. */
  static final String GRAY = "_gray_as_principal";

  private final CodeMapper mapper;
  private final Dictionaries dictionaries;
  private final Vocabulary vocabulary;
  private final DeclaredEditions editions;
  private final String department;
  private final LocalDate on;
  private final Filling filling;
  private final Findings findings;
  private final List<CodeUse> uses = new ArrayList<>();

  /**
   * What the tables say of a source's code.
   *
   * @param code the insurance code, empty where there is none
   * @param sourceName the source's name
   */
  private record Target(
      String code, String name, boolean gray, CodeMatch match, Code source, String sourceName) {}

  CodedRows(
      CodeMapper mapper,
      Dictionaries dictionaries,
      DeclaredEditions editions,
      String department,
      LocalDate on,
      Filling filling,
      Findings findings) {
    this.mapper = mapper;
    this.dictionaries = dictionaries;
    this.vocabulary = new Vocabulary(dictionaries);
    this.editions = editions;
    this.department = department;
    this.on = on;
    this.filling = filling;
    this.findings = findings;
  }

  /** What became of each diagnosis and procedure so far. */
  List<CodeUse> uses() {
    return List.copyOf(uses);
  }

  /**
   * Rows of diseinfo: western before TCM, the principal one first, then in the front page's order;
   * duplicates merged.
   */
  List<Row> diagnoses(List<Diagnosis> diagnoses) {
    List<Diagnosis> ordered =
        diagnoses.stream()
            .filter(d -> d.role() == Diagnosis.Role.PRINCIPAL || d.role() == Diagnosis.Role.OTHER)
            .sorted(
                Comparator.comparing((Diagnosis d) -> type(d.code().system()))
                    .thenComparing(d -> d.role() != Diagnosis.Role.PRINCIPAL)
                    .thenComparingInt(Diagnosis::rank))
            .toList();
    Set<Diagnosis> principals = principals(ordered);
    Map<String, List<Diagnosis>> groups = new LinkedHashMap<>();
    Map<String, Target> targets = new LinkedHashMap<>();
    Set<CodeSystem> havePrincipal = EnumSet.noneOf(CodeSystem.class);
    for (Diagnosis diagnosis : ordered) {
      Target target = translate(diagnosis.code(), diagnosis.name());
      boolean principal =
          principals.contains(diagnosis) && havePrincipal.add(diagnosis.code().system());
      uses.add(use(principal, target));
      String key = type(diagnosis.code().system()) + " " + keyOf(target);
      targets.putIfAbsent(key, target);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(diagnosis);
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach(
        (key, group) -> {
          String path = SettlementList.DIAGNOSES + "[" + rows.size() + "]";
          Diagnosis first = group.get(0);
          Target target = targets.get(key);
          String provenance =
              group.stream().map(d -> d.origin().toString()).collect(Collectors.joining("; "));
          boolean principal = group.stream().anyMatch(principals::contains);
          Row.Builder row =
              new Row.Builder().put("diag_type", type(first.code().system()), provenance);
          code(row, "diag_code", "diag_name", target, first.name(), provenance, path);
          row.put("adm_cond_type", condition(group), provenance)
              .put("maindiag_flag", principal ? "1" : "0", provenance);
          if (group.size() > 1) {
            findings
                .of("SL-M-merged-diagnosis")
                .at(path, sources(group.stream().map(Diagnosis::code).toList()), target.code());
          }
          if (principal && group.stream().noneMatch(d -> d.role() == Diagnosis.Role.PRINCIPAL)) {
            findings.of("SL-G03").at(path + ".maindiag_flag");
          }
          rows.add(row.build(path));
        });
    return rows;
  }

  /**
   * Those that the front page marks; of a family of which it marks none the only one there is
   * (F03). With several, a person must say.
   */
  private static Set<Diagnosis> principals(List<Diagnosis> diagnoses) {
    Set<Diagnosis> principals = new HashSet<>();
    for (CodeSystem family : List.of(CodeSystem.DIAGNOSIS, CodeSystem.TCM_DISEASE)) {
      List<Diagnosis> all = diagnoses.stream().filter(d -> d.code().system() == family).toList();
      if (all.size() == 1) {
        principals.add(all.get(0));
      }
    }
    diagnoses.stream().filter(d -> d.role() == Diagnosis.Role.PRINCIPAL).forEach(principals::add);
    return principals;
  }

  /** 有 counts before 临床未确定, that before 情况不明, that before 无: the codes ascend so. */
  private String condition(List<Diagnosis> group) {
    return group.stream()
        .map(d -> vocabulary.standard("adm_cond_type", d.admissionCondition()))
        .filter(text -> !text.isEmpty())
        .min(Comparator.naturalOrder())
        .orElse("");
  }

  /**
   * Rows of oprninfo: the principal one first, then in the front page's order; the same code at the
   * same time once. Where the front page marks none, therapeutic ones go before diagnostic ones,
   * those under anaesthesia before the others and earlier before later, and the first counts as
   * principal (F15).
   */
  List<Row> procedures(List<Procedure> procedures) {
    boolean stated = procedures.stream().anyMatch(Procedure::principal);
    Map<Procedure, Target> translated = new IdentityHashMap<>();
    procedures.forEach(p -> translated.put(p, translate(p.code(), p.name())));
    Comparator<Procedure> order =
        stated
            ? Comparator.comparing((Procedure p) -> !p.principal())
            : Comparator.comparing((Procedure p) -> isDiagnostic(translated.get(p)))
                .thenComparing(p -> p.anaesthesia().isEmpty())
                .thenComparing(Procedure::begin, Comparator.nullsLast(Comparator.naturalOrder()));
    List<Procedure> ordered =
        procedures.stream().sorted(order.thenComparingInt(Procedure::rank)).toList();
    Map<String, List<Procedure>> groups = new LinkedHashMap<>();
    Map<String, Target> targets = new LinkedHashMap<>();
    for (Procedure procedure : ordered) {
      Target target = translated.get(procedure);
      // the principal one, stated or not, comes first
      boolean principal = procedure == ordered.get(0) && (procedure.principal() || !stated);
      uses.add(use(principal, target));
      String key = keyOf(target) + " " + procedure.begin();
      targets.putIfAbsent(key, target);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(procedure);
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach(
        (key, group) -> {
          String path = SettlementList.PROCEDURES + "[" + rows.size() + "]";
          boolean main = stated ? group.stream().anyMatch(Procedure::principal) : rows.isEmpty();
          rows.add(procedure(group, targets.get(key), main, path));
          if (group.size() > 1) {
            findings
                .of("SL-M-merged-procedure")
                .at(
                    path,
                    sources(group.stream().map(Procedure::code).toList()),
                    targets.get(key).code());
          }
        });
    if (!stated && rows.size() > 1) {
      Row first = rows.get(0);
      findings
          .of("SL-G15")
          .at(
              first.path() + ".oprn_oprt_type",
              first.has("oprn_oprt_code") ? first.get("oprn_oprt_code") : first.get(SOURCE_CODE));
    }
    return rows;
  }

  private boolean isDiagnostic(Target target) {
    return filling.isDiagnostic(target.code().isEmpty() ? target.source().value() : target.code());
  }

  private Row procedure(List<Procedure> group, Target target, boolean main, String path) {
    Row.Builder row = new Row.Builder();
    String all = group.stream().map(p -> p.origin().toString()).collect(Collectors.joining("; "));
    row.put("oprn_oprt_type", main ? "1" : "2", all);
    code(row, "oprn_oprt_code", "oprn_oprt_name", target, group.get(0).name(), all, path);
    for (Procedure procedure : group) {
      String from = procedure.origin().toString();
      missing(row, "anst_way", vocabulary.standard("anst_mtd", procedure.anaesthesia()), from);
      missing(row, "oper_dr_name", procedure.operator().name(), from);
      missing(row, "oper_dr_code", procedure.operator().code(), from);
      missing(row, "anst_dr_name", procedure.anaesthetist().name(), from);
      missing(row, "anst_dr_code", procedure.anaesthetist().code(), from);
      times(row, procedure, from, path);
      if (procedure.begin() != null) {
        missing(row, "oprn_oprt_date", procedure.begin().toLocalDate().toString(), from);
      }
    }
    return row.build(path);
  }

  /**
   * Begin and end of operation and anaesthesia (F16). A source that knows the day alone says
   * midnight. The day of the operation must be told and 4101A has no other field for it, so its
   * begin stays; ends and anaesthesia at midnight are no times and are left out.
   */
  private void times(Row.Builder row, Procedure procedure, String from, String path) {
    missing(row, "oprn_oprt_begntime", time(procedure.begin()), from);
    if (isDayAlone(procedure.begin(), procedure.end())) {
      findings.of("SL-G16").at(path + ".oprn_oprt_begntime");
    } else {
      missing(row, "oprn_oprt_endtime", time(procedure.end()), from);
    }
    if (isDayAlone(procedure.anaesthesiaBegin(), procedure.anaesthesiaEnd())) {
      findings.of("SL-G16").at(path + ".anst_begntime");
    } else {
      missing(row, "anst_begntime", time(procedure.anaesthesiaBegin()), from);
      missing(row, "anst_endtime", time(procedure.anaesthesiaEnd()), from);
    }
  }

  private static boolean isDayAlone(LocalDateTime begin, LocalDateTime end) {
    return begin != null && isMidnight(begin) && (end == null || isMidnight(end));
  }

  private static boolean isMidnight(LocalDateTime time) {
    return time.toLocalTime().equals(LocalTime.MIDNIGHT);
  }

  /**
   * Rows of opspdiseinfo: diseases in order of rank, the principal one first, and in the same rows
   * the procedures, as the columns of the form stand side by side.
   */
  List<Row> outpatientDiseases(List<Diagnosis> diagnoses, List<Procedure> procedures) {
    List<Diagnosis> diseases =
        diagnoses.stream()
            .filter(
                d ->
                    d.code().system() == CodeSystem.DIAGNOSIS
                        && d.role() != Diagnosis.Role.ADMISSION)
            .sorted(
                Comparator.comparing((Diagnosis d) -> d.role() != Diagnosis.Role.PRINCIPAL)
                    .thenComparingInt(Diagnosis::rank))
            .toList();
    List<Procedure> done =
        procedures.stream()
            .sorted(
                Comparator.comparing((Procedure p) -> !p.principal())
                    .thenComparingInt(Procedure::rank))
            .toList();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(diseases.size(), done.size()); i++) {
      String path = SettlementList.OUTPATIENT_DISEASES + "[" + i + "]";
      Row.Builder row = new Row.Builder();
      if (i < diseases.size()) {
        Diagnosis disease = diseases.get(i);
        Target target = translate(disease.code(), disease.name());
        uses.add(use(i == 0, target));
        String from = disease.origin().toString();
        code(row, "diag_code", "diag_name", target, disease.name(), from, path);
        row.put("maindiag_flag", i == 0 ? "1" : "0", from);
      }
      if (i < done.size()) {
        Procedure procedure = done.get(i);
        Target target = translate(procedure.code(), procedure.name());
        uses.add(use(i == 0, target));
        String from = procedure.origin().toString();
        code(row, "oprn_oprt_code", "oprn_oprt_name", target, procedure.name(), from, path);
      }
      rows.add(row.build(path));
    }
    return rows;
  }

  /** The outpatient diagnosis of a family in the insurance edition. */
  void outpatient(
      List<Diagnosis> diagnoses,
      CodeSystem system,
      Row.Builder info,
      String codeField,
      String nameField) {
    Optional<Diagnosis> diagnosis =
        diagnoses.stream()
            .filter(d -> d.role() == Diagnosis.Role.OUTPATIENT && d.code().system() == system)
            .min(Comparator.comparingInt(Diagnosis::rank));
    diagnosis.ifPresent(
        d ->
            outpatient(
                d.code(),
                d.name(),
                d.origin().toString(),
                info,
                SettlementList.INFO,
                codeField,
                nameField));
  }

  /** The same for a code that came as a fact. */
  void outpatient(
      Code code,
      String name,
      String provenance,
      Row.Builder row,
      String path,
      String codeField,
      String nameField) {
    Target target = translate(code, name);
    if (target.code().isEmpty()) {
      // name and code go together, and the field is optional: leave both out rather than send half
      findings.of("SL-M-outpatient").at(path + "." + codeField, target.source().value());
      return;
    }
    String decided = provenance + by(target);
    row.put(codeField, target.code(), decided).put(nameField, target.name(), decided);
  }

  private void code(
      Row.Builder row,
      String codeField,
      String nameField,
      Target target,
      String sourceName,
      String provenance,
      String path) {
    if (target.code().isEmpty()) {
      row.put(nameField, sourceName, provenance).put(UNMAPPED, "1", provenance);
      refuse(target, path + "." + codeField);
    } else {
      String decided = provenance + by(target);
      row.put(codeField, target.code(), decided).put(nameField, target.name(), decided);
    }
    row.put(SOURCE_CODE, target.source().value(), provenance)
        .put(SOURCE_EDITION, target.source().edition(), provenance)
        .put(GRAY, target.gray() ? "1" : "", provenance);
  }

  private void refuse(Target target, String path) {
    String source = source(target.source());
    CodeMatch match = target.match();
    if (match instanceof CodeMatch.Ambiguous ambiguous) {
      findings
          .of("SL-M-ambiguous")
          .at(
              path,
              source,
              ambiguous.candidates().stream()
                  .map(c -> c.code().value())
                  .distinct()
                  .collect(Collectors.joining("、")));
    } else if (match instanceof CodeMatch.Gray gray) {
      findings.of("SL-M-gray").at(path, source, gray.table());
    } else if (match instanceof CodeMatch.Expired expired) {
      findings
          .of("SL-M-expired")
          .at(path, source, expired.formerly().code().value(), on.toString());
    } else {
      findings.of("SL-M-unmapped").at(path, source);
    }
  }

  private Target translate(Code stated, String name) {
    Code source = editions.completed(stated, department);
    CodeMatch match =
        mapper.map(new CodeQuestion(source, name, department, Editions.INSURANCE_2_0, on));
    if (match instanceof CodeMatch.Mapped mapped) {
      String known =
          mapped.targetName().isEmpty()
              ? dictionaries
                  .codeName(stated.system(), Editions.INSURANCE_2_0, mapped.target().value(), on)
                  .orElse(name)
              : mapped.targetName();
      return new Target(
          // the platform's dictionary writes + for the dagger (F08)
          mapped.target().value().replace('†', '+'),
          known,
          mapped.grayAsPrincipal(),
          match,
          source,
          name);
    }
    return isTcm(stated.system())
        // there is one edition only: what no table knows goes out as it came
        ? new Target(stated.value(), name, false, match, source, name)
        : new Target("", name, false, match, source, name);
  }

  private static boolean isTcm(CodeSystem system) {
    return system == CodeSystem.TCM_DISEASE || system == CodeSystem.TCM_SYNDROME;
  }

  private CodeUse use(boolean principal, Target target) {
    if (!(target.match() instanceof CodeMatch.Mapped mapped) || isDoubtful(mapped)) {
      return new CodeUse(
          principal,
          target.source(),
          target.sourceName(),
          outcome(target.match()),
          "",
          "",
          false,
          false,
          false,
          false,
          false,
          "");
    }
    return new CodeUse(
        principal,
        target.source(),
        target.sourceName(),
        CodeUse.Outcome.MAPPED,
        target.code(),
        target.name(),
        mapped.grayAsPrincipal(),
        !mapped.relation().sameCode(),
        mapped.relation().manyToOne(),
        mapped.relation().categoryChanged(),
        differ(target.sourceName(), target.name()),
        mapped.table());
  }

  /**
   * A code that went through because it claims to be of the insurance edition, and no table
   * confirms it. While a dictionary is not whole, a western one is believed.
   */
  private boolean isDoubtful(CodeMatch.Mapped mapped) {
    CodeSystem system = mapped.target().system();
    return mapped.table().equals(CodeMatch.AS_SENT)
        && (isTcm(system) || dictionaries.isComplete(system, Editions.INSURANCE_2_0, on));
  }

  private static CodeUse.Outcome outcome(CodeMatch match) {
    if (match instanceof CodeMatch.Ambiguous) {
      return CodeUse.Outcome.AMBIGUOUS;
    } else if (match instanceof CodeMatch.Gray) {
      return CodeUse.Outcome.GRAY;
    } else if (match instanceof CodeMatch.Expired) {
      return CodeUse.Outcome.EXPIRED;
    }
    return CodeUse.Outcome.UNMAPPED;
  }

  /** Whether two names differ by more than width, case and punctuation. */
  private static boolean differ(String sourceName, String name) {
    String own = plain(sourceName);
    return !own.isEmpty() && !own.equals(plain(name));
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** The source's code with the table that translated it. */
  private static String by(Target target) {
    return target.match() instanceof CodeMatch.Mapped mapped
        ? " " + source(target.source()) + " by " + mapped.table()
        : "";
  }

  private static String keyOf(Target target) {
    Code source = target.source();
    return target.code().isEmpty()
        ? "source "
            + source.edition()
            + " "
            + (source.value().isEmpty() ? target.sourceName() : source.value())
        : target.code();
  }

  private static void missing(Row.Builder row, String field, String text, String provenance) {
    if (!row.has(field)) {
      row.put(field, text, provenance);
    }
  }

  private static String sources(List<Code> codes) {
    return codes.stream().map(Code::value).collect(Collectors.joining("、"));
  }

  private static String source(Code code) {
    String value = code.value().isEmpty() ? "仅名称/name only" : code.value();
    return code.hasEdition() ? value + " (" + code.edition() + ")" : value;
  }

  private static String time(LocalDateTime time) {
    return time == null ? "" : time.format(Moment.SECOND);
  }

  private static String type(CodeSystem system) {
    return switch (system) {
      case TCM_DISEASE -> "2";
      case TCM_SYNDROME -> "3";
      default -> "1";
    };
  }
}
