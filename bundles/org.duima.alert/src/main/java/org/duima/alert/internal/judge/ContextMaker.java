package org.duima.alert.internal.judge;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.alert.Known;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.alert.OrderContext.Maternity;
import org.duima.api.alert.OrderContext.Sex;
import org.duima.api.alert.OrderContext.VisitKind;
import org.duima.api.alert.OrderRequest;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterReader.PatientRecord;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Stay;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.site.Site;

/**
 * Joins what a request says with what the ledger knows. What neither says, or what cannot be, stays
 * unknown. Pure but for the tables of codes, which answer from memory.
 */
final class ContextMaker {
  private static final int OLDEST_YEARS = 150;
  private static final List<String> PAYER_FACTS =
      List.of("payer", "insutype", "hi_type", "medfee_paymtd_code");
  private static final Set<String> INPATIENT_TYPES = Set.of("21", "22", "23", "24", "52");
  private static final Set<String> OUTPATIENT_TYPES = Set.of("11", "12", "14", "51", "53");

  private final Supplier<Site> site;
  private final CodeMapper codes;
  private final LocalDate historySince;

  /**
   * @param historySince from which day on the ledger has heard of everything, null if not known
   */
  ContextMaker(Supplier<Site> site, CodeMapper codes, LocalDate historySince) {
    this.site = site;
    this.codes = codes;
    this.historySince = historySince;
  }

  /**
   * @param recordSince from which day on the record was read; null if the ledger was not asked or
   *     did not answer
   */
  OrderContext make(OrderRequest request, PatientRecord record, LocalDate recordSince) {
    Optional<Stay> visit = record.visit();
    StatedFacts facts = new StatedFacts(request.stated().facts(), visit);
    LocalDateTime at = request.at();
    Optional<Known<String>> medicalType = facts.text("med_type");
    Optional<Known<LocalDateTime>> admitted = admitted(facts, visit);
    List<EarlierLine> earlier = earlier(request, record, admitted);
    return new OrderContext(
        at,
        facts.first("gend", ContextMaker::sex),
        birthDate(facts, record, at.toLocalDate()),
        facts.text("insutype"),
        medicalType,
        visitKind(facts, medicalType, visit),
        selfPay(facts),
        level(request.institution(), facts),
        department(request, visit),
        admitted,
        discharged(facts, visit, at),
        facts.first("matn_stas", ContextMaker::maternity),
        facts.text("dise_no"),
        diagnoses(request, visit),
        procedures(request, visit),
        Optional.ofNullable(request.stated().allergies())
            .map(all -> all.stream().map(one -> new Known<>(one, "request")).toList()),
        earlier,
        earlierSince(visit, admitted, recordSince));
  }

  private static Optional<Sex> sex(String gend) {
    return switch (gend) {
      case "1" -> Optional.of(Sex.MALE);
      case "2" -> Optional.of(Sex.FEMALE);
      default -> Optional.empty();
    };
  }

  private static Optional<Maternity> maternity(String state) {
    return switch (state) {
      case "1", "2" -> Optional.of(Maternity.NEITHER);
      case "3" -> Optional.of(Maternity.PREGNANT);
      case "4" -> Optional.of(Maternity.NURSING);
      default -> Optional.empty();
    };
  }

  private static Optional<Known<LocalDate>> birthDate(
      StatedFacts facts, PatientRecord record, LocalDate today) {
    Optional<Known<LocalDate>> stated =
        facts.first("brdy", wire -> StatedFacts.date(wire).filter(day -> isPossible(day, today)));
    if (stated.isPresent()) {
      return stated;
    }
    return record.others().stream()
        .map(stay -> new StatedFacts(Map.of(), Optional.of(stay)))
        .flatMap(
            other ->
                other
                    .first(
                        "brdy",
                        wire -> StatedFacts.date(wire).filter(day -> isPossible(day, today)))
                    .stream())
        .findFirst();
  }

  private static boolean isPossible(LocalDate birth, LocalDate today) {
    return !birth.isAfter(today) && birth.isAfter(today.minusYears(OLDEST_YEARS));
  }

  /**
   * An explicit kind of visit counts before the medical category, and that before the movements.
   */
  private static Optional<Known<VisitKind>> visitKind(
      StatedFacts facts, Optional<Known<String>> medicalType, Optional<Stay> visit) {
    // pay_loc 5: the visit takes place over the internet
    Optional<Known<VisitKind>> internet =
        facts.first(
            "out_setl_flag",
            flag -> flag.equals("5") ? Optional.of(VisitKind.INTERNET) : Optional.empty());
    if (internet.isPresent()) {
      return internet;
    }
    boolean emergency = medicalType.filter(type -> type.value().equals("13")).isPresent();
    Optional<Known<VisitKind>> stated =
        facts.first(
            "med_mdtrt_type",
            kind ->
                switch (kind) {
                  case "1" -> Optional.of(emergency ? VisitKind.EMERGENCY : VisitKind.OUTPATIENT);
                  case "2" -> Optional.of(VisitKind.INPATIENT);
                  case "3" -> Optional.of(VisitKind.PHARMACY);
                  default -> Optional.empty();
                });
    if (stated.isPresent()) {
      return stated;
    }
    Optional<Known<VisitKind>> byType =
        medicalType.flatMap(
            type -> ofType(type.value()).map(kind -> new Known<>(kind, type.source())));
    if (byType.isPresent()) {
      return byType;
    }
    return visit.flatMap(
        stay ->
            switch (stay.phase()) {
              case ADMITTED, DISCHARGED -> Optional.of(new Known<>(VisitKind.INPATIENT, "stay"));
              case OUTPATIENT -> Optional.of(new Known<>(VisitKind.OUTPATIENT, "stay"));
              default -> Optional.empty();
            });
  }

  private static Optional<VisitKind> ofType(String medicalType) {
    if (INPATIENT_TYPES.contains(medicalType)) {
      return Optional.of(VisitKind.INPATIENT);
    }
    if (OUTPATIENT_TYPES.contains(medicalType)) {
      return Optional.of(VisitKind.OUTPATIENT);
    }
    return switch (medicalType) {
      case "13" -> Optional.of(VisitKind.EMERGENCY);
      case "41" -> Optional.of(VisitKind.PHARMACY);
      default -> Optional.empty();
    };
  }

  /** The same values as for lists decide whether a visit is paid by the patient. */
  private Optional<Known<Boolean>> selfPay(StatedFacts facts) {
    // 不报销: said of the visit, whatever insurance the patient has
    Optional<Known<Boolean>> unpaid =
        facts.first("reim_flag", flag -> flag.equals("0") ? Optional.of(true) : Optional.empty());
    if (unpaid.isPresent()) {
      return unpaid;
    }
    Map<String, String> classes = site.get().payerClasses();
    Function<String, Optional<Boolean>> isSelfPay =
        value -> {
          String kind = classes.get(value);
          return kind == null ? Optional.empty() : Optional.of(kind.equals("self-pay"));
        };
    for (String name : PAYER_FACTS) {
      Optional<Known<Boolean>> known = facts.first(name, isSelfPay);
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.empty();
  }

  /** The site knows its own level best; a request may speak for a site that has not said. */
  private Optional<Known<Integer>> level(String institution, StatedFacts facts) {
    return site.get()
        .institutionOf(institution)
        .flatMap(own -> levelOf(own.level()))
        .map(level -> new Known<>(level, "site"))
        .or(() -> facts.first("medins_lv", ContextMaker::levelOf));
  }

  private static Optional<Integer> levelOf(String written) {
    return switch (written) {
      case "1" -> Optional.of(1);
      case "2" -> Optional.of(2);
      case "3" -> Optional.of(3);
      default -> Optional.empty();
    };
  }

  private static Optional<Known<String>> department(OrderRequest request, Optional<Stay> visit) {
    if (!request.department().isEmpty()) {
      return Optional.of(new Known<>(request.department(), "request"));
    }
    List<String> ofLines =
        request.lines().stream()
            .map(OrderLine::department)
            .filter(department -> !department.isEmpty())
            .distinct()
            .toList();
    if (ofLines.size() == 1) {
      return Optional.of(new Known<>(ofLines.get(0), "request"));
    }
    return visit.flatMap(
        stay ->
            stay.movements().stream()
                .filter(step -> !step.location().departmentCode().isEmpty())
                .reduce((first, second) -> second)
                .map(
                    step ->
                        new Known<>(step.location().departmentCode(), step.origin().toString())));
  }

  private static Optional<Known<LocalDateTime>> admitted(StatedFacts facts, Optional<Stay> visit) {
    return visit
        .flatMap(Stay::admission)
        .map(step -> new Known<>(step.at(), step.origin().toString()))
        .or(() -> facts.first("adm_date", StatedFacts::time));
  }

  /** A date that lies ahead says that the patient is still there. */
  private static Optional<Known<LocalDateTime>> discharged(
      StatedFacts facts, Optional<Stay> visit, LocalDateTime at) {
    return visit
        .flatMap(Stay::discharge)
        .map(step -> new Known<>(step.at(), step.origin().toString()))
        .or(() -> facts.first("dscg_date", StatedFacts::time))
        .filter(known -> known.value().isBefore(at));
  }

  private List<KnownDiagnosis> diagnoses(OrderRequest request, Optional<Stay> visit) {
    List<KnownDiagnosis> all = new ArrayList<>();
    request.stated().diagnoses().forEach(one -> add(all, one, request));
    visit.ifPresent(
        stay -> {
          stay.workingDiagnoses().forEach(one -> add(all, one, request));
          if (stay.frontPage() != null) {
            stay.frontPage().diagnoses().forEach(one -> add(all, one, request));
          }
        });
    return all;
  }

  /** Diseases and syndromes of Chinese medicine are no ground for or against a western rule. */
  private void add(List<KnownDiagnosis> all, Diagnosis stated, OrderRequest request) {
    if (stated.code().system() != CodeSystem.DIAGNOSIS || isAmong(all, stated)) {
      return;
    }
    all.add(
        new KnownDiagnosis(
            insuranceCode(stated.code(), stated.name(), request),
            stated.code().value(),
            stated.name(),
            stated.role() == Diagnosis.Role.PRINCIPAL,
            stated.origin().toString()));
  }

  private static boolean isAmong(List<KnownDiagnosis> all, Diagnosis stated) {
    for (KnownDiagnosis one : all) {
      if (one.sourceCode().equals(stated.code().value()) && one.name().equals(stated.name())) {
        return true;
      }
    }
    return false;
  }

  private List<KnownProcedure> procedures(OrderRequest request, Optional<Stay> visit) {
    Map<String, KnownProcedure> all = new LinkedHashMap<>();
    request.stated().procedures().forEach(one -> add(all, one, request));
    visit
        .map(Stay::frontPage)
        .ifPresent(page -> page.procedures().forEach(one -> add(all, one, request)));
    return List.copyOf(all.values());
  }

  private void add(Map<String, KnownProcedure> all, Procedure stated, OrderRequest request) {
    all.putIfAbsent(
        stated.code().value() + "|" + stated.begin(),
        new KnownProcedure(
            insuranceCode(stated.code(), stated.name(), request),
            stated.code().value(),
            stated.name(),
            stated.begin(),
            stated.end(),
            stated.origin().toString()));
  }

  private String insuranceCode(Code code, String name, OrderRequest request) {
    CodeMatch match =
        codes.map(
            new CodeQuestion(
                code,
                name,
                request.department(),
                Editions.INSURANCE_2_0,
                request.at().toLocalDate()));
    return match instanceof CodeMatch.Mapped mapped ? mapped.target().value() : "";
  }

  /** Lines with the catalogue code that a table gives for the hospital's own one. */
  List<OrderLine> coded(List<OrderLine> lines, OrderRequest request) {
    List<OrderLine> coded = null;
    for (int i = 0; i < lines.size(); i++) {
      OrderLine line = coded(lines.get(i), request);
      if (line != lines.get(i)) {
        // most systems send catalogue codes: then the lines are what they were
        coded = coded == null ? new ArrayList<>(lines) : coded;
        coded.set(i, line);
      }
    }
    return coded == null ? lines : coded;
  }

  private OrderLine coded(OrderLine line, OrderRequest request) {
    if (!line.item().value().isEmpty() || line.localCode().isEmpty()) {
      return line;
    }
    CodeMatch match =
        codes.map(
            new CodeQuestion(
                new Code(line.kind().system(), Editions.LOCAL, line.localCode()),
                line.localName(),
                line.department(),
                Editions.INSURANCE_2_0,
                request.at().toLocalDate()));
    return match instanceof CodeMatch.Mapped mapped
        ? line.withItem(mapped.target(), mapped.targetName())
        : line;
  }

  private List<EarlierLine> earlier(
      OrderRequest request, PatientRecord record, Optional<Known<LocalDateTime>> admitted) {
    if (request.earlier().isEmpty() && record.visit().isEmpty() && record.others().isEmpty()) {
      return List.of();
    }
    Set<String> current = new HashSet<>();
    request.lines().forEach(line -> current.add(line.id()));
    List<EarlierLine> all = new ArrayList<>();
    for (OrderLine line : request.earlier()) {
      boolean sameVisit =
          line.begin() == null
              || admitted
                  .map(known -> !line.begin().isBefore(known.value()))
                  .orElse(line.begin().toLocalDate().equals(request.at().toLocalDate()));
      all.add(new EarlierLine(coded(line, request), false, sameVisit, line.origin().toString()));
    }
    record.visit().ifPresent(stay -> addAll(all, stay, true, current, request));
    record.others().forEach(stay -> addAll(all, stay, false, Set.of(), request));
    all.removeIf(earlier -> earlier.line().is(Mark.CANCELLED));
    all.sort(
        Comparator.comparing(
            earlier -> earlier.line().begin(), Comparator.nullsFirst(Comparator.naturalOrder())));
    return all;
  }

  /** A line that is asked about again is not earlier than itself. */
  private void addAll(
      List<EarlierLine> all,
      Stay stay,
      boolean sameVisit,
      Set<String> current,
      OrderRequest request) {
    for (OrderLine line : stay.orders()) {
      if (!current.contains(line.id())) {
        all.add(new EarlierLine(coded(line, request), false, sameVisit, line.origin().toString()));
      }
    }
    Set<String> reversed = new HashSet<>();
    stay.charges().forEach(charge -> reversed.add(charge.reverses()));
    for (Charge charge : stay.charges()) {
      if (charge.reverses().isEmpty()
          && !reversed.contains(charge.id())
          && charge.quantity() != null
          && charge.quantity().signum() > 0) {
        all.add(
            new EarlierLine(
                coded(ChargedLine.of(charge), request),
                true,
                sameVisit,
                charge.origin().toString()));
      }
    }
  }

  /**
   * A ledger that has heard of orders or charges of a stay has heard of them from admission on; of
   * those of other visits only the site can say since when it has.
   */
  private Optional<LocalDate> earlierSince(
      Optional<Stay> visit, Optional<Known<LocalDateTime>> admitted, LocalDate recordSince) {
    if (historySince != null && recordSince != null) {
      return Optional.of(historySince.isAfter(recordSince) ? historySince : recordSince);
    }
    return visit
        .filter(stay -> !stay.orders().isEmpty() || !stay.charges().isEmpty())
        .flatMap(stay -> admitted)
        .map(known -> known.value().toLocalDate());
  }
}
