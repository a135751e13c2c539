package org.duima.alert.internal.rules;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.Text;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.alert.OrderContext.Maternity;
import org.duima.api.alert.OrderContext.Sex;
import org.duima.api.alert.OrderContext.VisitKind;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.encounter.OrderLine.Supply;
import org.duima.api.spi.OrderRule;

/**
 * The cases of one rule class, as written in {@code src/test/resources/cases}. What is absent is
 * not known.
 *
 * @param needsNothing why no fact can lack, where a case that cannot tell is impossible
 */
record CaseFile(
    @JsonProperty("class") String id,
    String logic,
    RuleClass.Subject subject,
    boolean usesPoints,
    String defaults,
    String needsNothing,
    List<PointText> points,
    List<Case> cases) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  record PointText(
      String id,
      List<String> codes,
      List<String> others,
      String item,
      String published,
      String reading,
      String from,
      String to,
      PointState state) {}

  record Case(
      String name,
      String at,
      String scene,
      Patient patient,
      List<Diagnosis> dx,
      List<Procedure> procedures,
      List<Line> lines,
      List<Line> earlier,
      List<String> expect) {}

  record Patient(
      String sex,
      String birth,
      String insutype,
      String medType,
      VisitKind visit,
      Boolean selfPay,
      Integer level,
      String department,
      String admitted,
      String discharged,
      Maternity maternity,
      String chronic,
      List<String> allergies,
      String earlierSince) {
    static final Patient UNKNOWN =
        new Patient(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  record Diagnosis(String code, String source, String name, boolean principal) {}

  record Procedure(String code, String source, String name, String begin, String end) {}

  record Line(
      String id,
      String prescription,
      String group,
      Kind kind,
      String code,
      String name,
      String localCode,
      String localName,
      BigDecimal quantity,
      String unit,
      String price,
      String amount,
      BigDecimal dose,
      String doseUnit,
      BigDecimal timesPerDay,
      String frequency,
      Integer days,
      String route,
      String begin,
      String end,
      String department,
      String orderer,
      String title,
      Set<Mark> marks,
      Boolean firstLine,
      boolean charged,
      boolean sameVisit) {
    OrderLine toOrderLine(String message) {
      Kind what = kind == null ? Kind.DRUG : kind;
      return new OrderLine(
          id,
          prescription,
          group,
          what,
          new Code(what.system(), "", code == null ? "" : code),
          name,
          localCode,
          localName,
          new Supply(
              quantity,
              unit,
              price == null ? null : Money.parseYuan(price),
              amount == null ? null : Money.parseYuan(amount)),
          new Dosage(dose, doseUnit, timesPerDay, frequency, days, route),
          time(begin),
          time(end),
          department,
          orderer,
          title,
          marks == null || marks.isEmpty() ? Set.of() : EnumSet.copyOf(marks),
          firstLine,
          new Origin(0, message, "line " + id));
    }
  }

  static CaseFile read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), CaseFile.class);
  }

  RuleClass ruleClass() {
    return new RuleClass(
        id,
        "",
        RuleClass.Category.MEDICAL,
        new Text(id, id),
        logic,
        subject,
        usesPoints,
        Reaction.WARN,
        Set.of(),
        Set.of(),
        false,
        Constraint.parse(orEmpty(defaults)),
        new Text("", ""),
        new Text("", ""));
  }

  Knowledge knowledge() {
    return new CaseKnowledge(ruleClass(), orEmpty(points).stream().map(this::point).toList());
  }

  private KnowledgePoint point(PointText text) {
    return new KnowledgePoint(
        text.id,
        id,
        orEmpty(text.codes),
        orEmpty(text.others),
        orEmpty(text.item),
        orEmpty(text.published),
        Constraint.parse(orEmpty(text.reading)),
        "",
        "",
        "cases",
        text.from == null ? null : LocalDate.parse(text.from),
        text.to == null ? null : LocalDate.parse(text.to),
        Reaction.WARN,
        text.state == null ? PointState.ON : text.state);
  }

  /** Asks a rule about a case and writes its opinions as cases expect them. */
  List<String> opinions(OrderRule rule, Case written) {
    RuleClass ruleClass = ruleClass();
    OrderCase order = order(written);
    List<Match> matches = matches(order, ruleClass);
    if (ruleClass.usesPoints() && matches.isEmpty()) {
      return List.of();
    }
    return rule.evaluate(order, ruleClass, matches).stream().map(CaseFile::written).toList();
  }

  private static String written(Opinion opinion) {
    List<String> parts = new ArrayList<>();
    parts.add(opinion instanceof Opinion.Hit ? "hit" : "cannot-tell");
    parts.add(opinion.point().map(KnowledgePoint::id).orElse("-"));
    parts.add(opinion.lineIds().isEmpty() ? "-" : String.join("+", opinion.lineIds()));
    if (opinion instanceof Opinion.Hit hit) {
      hit.words().entrySet().stream()
          .map(word -> word.getKey() + "=" + word.getValue())
          .sorted()
          .forEach(parts::add);
    } else if (opinion instanceof Opinion.CannotTell cannotTell) {
      cannotTell.missing().stream().sorted().forEach(parts::add);
    }
    return String.join(" ", parts);
  }

  OrderCase order(Case written) {
    OrderContext context = context(written);
    List<OrderLine> lines =
        orEmpty(written.lines).stream().map(line -> line.toOrderLine("request")).toList();
    OrderRequest request =
        new OrderRequest(
            "case",
            "national",
            written.scene == null ? Scene.SIGN : Scene.ofId(written.scene),
            "",
            context.at(),
            List.of(),
            "",
            "",
            OrderRequest.Stated.NOTHING,
            lines,
            List.of(),
            Set.of());
    return new OrderCase(request, context, lines, knowledge());
  }

  private static OrderContext context(Case written) {
    Patient patient = written.patient == null ? Patient.UNKNOWN : written.patient;
    return new OrderContext(
        LocalDateTime.parse(written.at),
        known(patient.sex == null ? null : Sex.valueOf(patient.sex.toUpperCase(Locale.ROOT))),
        known(patient.birth == null ? null : LocalDate.parse(patient.birth)),
        known(patient.insutype),
        known(patient.medType),
        known(patient.visit),
        known(patient.selfPay),
        known(patient.level),
        known(patient.department),
        known(time(patient.admitted)),
        known(time(patient.discharged)),
        known(patient.maternity),
        known(patient.chronic),
        orEmpty(written.dx).stream()
            .map(
                dx ->
                    new KnownDiagnosis(
                        orEmpty(dx.code), orEmpty(dx.source), dx.name, dx.principal, "request"))
            .toList(),
        orEmpty(written.procedures).stream()
            .map(
                done ->
                    new KnownProcedure(
                        orEmpty(done.code),
                        orEmpty(done.source),
                        done.name,
                        time(done.begin),
                        time(done.end),
                        "request"))
            .toList(),
        Optional.ofNullable(patient.allergies)
            .map(
                allergies ->
                    allergies.stream()
                        .map(allergy -> new Known<>(allergy, "request"))
                        .collect(Collectors.toList())),
        orEmpty(written.earlier).stream()
            .map(
                line ->
                    new EarlierLine(
                        line.toOrderLine("earlier"), line.charged, line.sameVisit, "ledger"))
            .toList(),
        Optional.ofNullable(patient.earlierSince).map(LocalDate::parse));
  }

  /** The points of the class that name a line, a diagnosis or a procedure, as the judge asks. */
  static List<Match> matches(OrderCase order, RuleClass ruleClass) {
    Set<Match> matches = new LinkedHashSet<>();
    switch (ruleClass.subject()) {
      case LINE -> {
        for (OrderLine line : order.lines()) {
          Match.Subject subject = new Match.Line(line);
          find(order, ruleClass, line.item().value(), line.itemName(), subject, matches);
          find(order, ruleClass, "", line.localName(), subject, matches);
        }
      }
      case DIAGNOSIS -> {
        for (KnownDiagnosis diagnosis : order.context().diagnoses()) {
          Match.Subject subject = new Match.Diagnosed(diagnosis);
          find(order, ruleClass, diagnosis.code(), "", subject, matches);
        }
      }
      case PROCEDURE -> {
        for (KnownProcedure procedure : order.context().procedures()) {
          Match.Subject subject = new Match.Operated(procedure);
          find(order, ruleClass, procedure.code(), "", subject, matches);
        }
      }
    }
    return List.copyOf(matches);
  }

  private static void find(
      OrderCase order,
      RuleClass ruleClass,
      String code,
      String name,
      Match.Subject subject,
      Set<Match> matches) {
    order
        .knowledge()
        .points(
            code,
            name,
            order.context().at().toLocalDate(),
            (point, isOther) ->
                matches.add(new Match(completed(point, ruleClass.defaults()), subject, isOther)));
  }

  private static KnowledgePoint completed(KnowledgePoint point, Constraint defaults) {
    return new KnowledgePoint(
        point.id(),
        point.ruleClass(),
        point.codes(),
        point.others(),
        point.itemName(),
        point.published(),
        point.constraint().or(defaults),
        point.detectLogic(),
        point.basis(),
        point.batch(),
        point.validFrom(),
        point.validTo(),
        point.reaction(),
        point.state());
  }

  private static <T> Optional<Known<T>> known(T value) {
    return Optional.ofNullable(value).map(present -> new Known<>(present, "request"));
  }

  private static LocalDateTime time(String text) {
    return text == null ? null : LocalDateTime.parse(text);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
