package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.FundPayment;
import org.duima.api.encounter.IntensiveCare;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.Transfusion;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.CodeUse;
import org.duima.api.site.Site;

/**
 * Puts one list together from what stay and settlement know. A field that nobody stated and that
 * cannot be derived stays unknown. Not for use by several threads.
 */
final class Assembler {
  /**
   * Account and hospital share are listed among the funds but are none (settlement sample F29a).
   */
  private static final List<String> PSEUDO_FUNDS = List.of("3102", "9999");

  private static final String ARROW = "→";

  private final ListCase list;
  private final Vocabulary vocabulary;
  private final Findings findings;
  private final CodedRows codes;
  private final FieldTable fields;
  private final Row.Builder info = new Row.Builder();

  private Assembler(
      ListCase list,
      FieldTable fields,
      CodeMapper mapper,
      Dictionaries dictionaries,
      LocalDate on,
      Findings findings) {
    this.list = list;
    this.fields = fields;
    this.vocabulary = new Vocabulary(dictionaries);
    this.findings = findings;
    this.codes =
        new CodedRows(
            mapper,
            dictionaries,
            list.site().editions(),
            list.lastDepartment().departmentCode(),
            on,
            findings);
  }

  /**
   * A list with what matching made of its codes.
   *
   * @param codes every diagnosis and procedure, in the order of the front page
   */
  record Assembled(SettlementList list, List<CodeUse> codes) {}

  /**
   * Assembles.
   *
   * @param today the date whose code tables count where the stay has not ended
   */
  static Assembled assemble(String infno, ListCase list, Background background, Findings findings) {
    LocalDate on =
        ListCase.moment(list.end()).map(Moment::date).orElse(background.now().toLocalDate());
    Assembler assembler =
        new Assembler(
            list,
            background.tables().fields(),
            background.codes(),
            background.dictionaries(),
            on,
            findings);
    return new Assembled(assembler.assemble(infno), assembler.codes.uses());
  }

  private SettlementList assemble(String infno) {
    FrontPage page = page();
    Map<String, List<Row>> nodes = new LinkedHashMap<>();
    List<Row> diagnoses = codes.diagnoses(page.diagnoses());
    List<Row> procedures = codes.procedures(inPeriod(page.procedures(), Procedure::begin));
    nodes.put(SettlementList.DIAGNOSES, diagnoses);
    nodes.put(SettlementList.PROCEDURES, procedures);
    nodes.put(SettlementList.INTENSIVE_CARE, intensiveCare(page.intensiveCare()));
    nodes.put(SettlementList.TRANSFUSIONS, transfusions(page.transfusions()));
    nodes.put(SettlementList.OUTPATIENT_DISEASES, outpatientDiseases());
    nodes.put(SettlementList.PAYMENTS, payments());
    nodes.put(SettlementList.ITEMS, items());
    nodes.put(SettlementList.CHARGED, ItemRows.charged(list.stay().charges(), from(), to()));
    for (Field field : fields.infoFields()) {
      info.put(field.name(), derived(field).or(() -> plain(field)));
    }
    ages();
    count("diag_code_cnt", diagnoses);
    count("oprn_oprt_code_cnt", procedures);
    outpatientDiagnoses(page);
    newbornWeights();
    singleTransfusion(nodes.get(SettlementList.TRANSFUSIONS));
    list.settled()
        .ifPresent(
            s -> info.put(SettlementList.SETTLED_AT, s.settledAt().format(Moment.SECOND), "2304"));
    registered();
    info.put(SettlementList.MID_STAY, list.midStay() ? "1" : "", "derived: settlement");
    return new SettlementList(infno, info.build(SettlementList.INFO), nodes);
  }

  /**
   * What was said of the person and the visit apart from the settlement, for checks to compare. A
   * stay with several settlements may have been registered anew for each.
   */
  private void registered() {
    Stay stay = list.stay();
    boolean single = stay.settlements().stream().filter(s -> !s.refunded()).count() == 1;
    if (single) {
      for (String field : List.of("psn_no", "mdtrt_id")) {
        info.put(SettlementList.REGISTERED + field, stay.fact(field).map(ListCase::valueOf));
      }
    }
    info.put(
        SettlementList.REGISTERED + "setl_id",
        list.settled().flatMap(s -> s.fact("setl_id")).map(ListCase::valueOf));
    info.put(SettlementList.CARE_KIND, list.firstOf("med_type"));
    info.put(SettlementList.DIED_ON, list.firstOf("die_date"));
    stay.facts().values().stream()
        .map(fact -> fact.origin().toString())
        .filter(origin -> origin.matches("2402\\b.*"))
        .sorted()
        .findFirst()
        .ifPresent(origin -> info.put(SettlementList.DISCHARGE_REGISTERED, "1", origin));
  }

  /** The coded front page; before there is one (preview), the working diagnoses. */
  private FrontPage page() {
    Stay stay = list.stay();
    if (stay.frontPage() != null) {
      return stay.frontPage();
    }
    LocalDateTime asOf = stay.lastEventTime() == null ? LocalDateTime.MIN : stay.lastEventTime();
    return new FrontPage(stay.workingDiagnoses(), List.of(), List.of(), List.of(), asOf);
  }

  /** Fields that are more than a copy; empty where the plain rule applies. */
  private Optional<Value> derived(Field field) {
    Stay stay = list.stay();
    return switch (field.name()) {
      case "psn_no" -> list.firstOf("psn_no").or(() -> list.key(Key.Kind.PERSON));
      case "mdtrt_id" -> list.firstOf("mdtrt_id").or(() -> list.key(Key.Kind.MDTRT));
      case "setl_id" ->
          list.settled().map(Settlement::setlId).map(id -> new Value(id, settledIn("setl_id")));
      case "fixmedins_code" -> Optional.of(new Value(stay.institution(), "site institution"));
      case "fixmedins_name" -> ofInstitution(Site.Institution::name, "name");
      case "hi_setl_lv" ->
          list.firstOf("hi_setl_lv").or(() -> ofInstitution(Site.Institution::level, "level"));
      case "hi_type" -> list.firstOf("hi_type", "insutype").map(v -> standard(field, v));
      case "insuplc" -> list.firstOf("insuplc", "insuplc_admdvs");
      case "adm_time" -> list.admission();
      case "dscg_time" -> list.end();
      case "adm_caty" -> department("adm_caty", stay.admission(), false);
      case "dscg_caty" -> department("dscg_caty", list.lastPlace(), false);
      case "adm_dept_codg" -> place("adm_dept_codg", stay.admission(), false);
      case "adm_dept_name" -> place("adm_dept_name", stay.admission(), true);
      case "dscg_dept_codg" -> place("dscg_dept_codg", list.lastPlace(), false);
      case "dscg_dept_name" -> place("dscg_dept_name", list.lastPlace(), true);
      case "refldept_dept" -> transfers();
      case "ipt_med_type" ->
          list.value("ipt_med_type")
              .map(v -> standard(field, v))
              .or(
                  () ->
                      stay.admission()
                          .map(step -> new Value("1", "derived: admission " + step.origin())));
      case "act_ipt_days" -> days();
      case "vent_used_dura" -> duration("vent_used_dura", "vent_used");
      case "pwcry_bfadm_coma_dura" -> duration("pwcry_bfadm_coma_dura", "bfadm_coma");
      case "pwcry_afadm_coma_dura" -> duration("pwcry_afadm_coma_dura", "afadm_coma");
      case "setl_begn_date" -> list.periodBegin();
      case "setl_end_date" -> list.periodEnd();
      case "psn_cashpay" -> list.firstOf("psn_cashpay", "psn_cash_pay");
      case "psn_ownpay" -> list.firstOf("psn_ownpay", "fulamt_ownpay_amt");
      case "psn_selfpay" -> selfPay();
      default -> Optional.empty();
    };
  }

  /** A copy of what was stated, in the dictionary's words. */
  private Optional<Value> plain(Field field) {
    return switch (field.name()) {
      // the receiver fills it; ours would make every draft another one
      case "dcla_time" -> Optional.empty();
      // filled below from the rows
      case "age", "nwb_age", "diag_code_cnt", "oprn_oprt_code_cnt" -> Optional.empty();
      case "bld_cat", "bld_amt", "bld_unt", "maindiag_flag" -> Optional.empty();
      case "otp_wm_dise", "wm_dise_code", "otp_tcm_dise", "tcm_dise_code" -> Optional.empty();
      case "nwb_bir_wt", "nwb_adm_wt", "mul_nwb_bir_wt", "mul_nwb_adm_wt" -> Optional.empty();
      default -> list.value(field.name()).map(v -> standard(field, v));
    };
  }

  private Value standard(Field field, Value value) {
    String text = vocabulary.standard(field.dictionary(), value.text());
    return switch (field.type()) {
      case D ->
          Moment.parse(text)
              .map(moment -> value.withText(moment.date().toString()))
              .orElse(value.withText(text));
      case N ->
          Numbers.parse(text)
              .map(number -> value.withText(plain(number, field.scale())))
              .orElse(value.withText(text));
      default -> value.withText(text);
    };
  }

  /** Amounts keep their two decimals; counts lose superfluous zeros. */
  private static String plain(BigDecimal number, int scale) {
    return scale == 2 && number.scale() <= 2
        ? number.setScale(2).toPlainString()
        : Numbers.plain(number);
  }

  private String settledIn(String field) {
    return list.settled()
        .flatMap(s -> s.fact(field))
        .map(fact -> fact.origin().toString())
        .orElse("2304 output.setlinfo.setl_id");
  }

  private Optional<Value> ofInstitution(
      java.util.function.Function<Site.Institution, String> part, String name) {
    return Optional.ofNullable(list.site().institutions().get(list.stay().institution()))
        .map(part)
        .filter(text -> !text.isBlank())
        .map(text -> new Value(text, "site institution." + name));
  }

  private Optional<Value> department(String field, Optional<Stay.Step> step, boolean name) {
    return list.value(field)
        .or(() -> place(field, step, name))
        .map(value -> value.withText(vocabulary.department(value.text())));
  }

  private Optional<Value> place(String field, Optional<Stay.Step> step, boolean name) {
    return list.firstOf(field)
        .or(
            () ->
                step.flatMap(
                    s -> {
                      String text =
                          name ? s.location().departmentName() : s.location().departmentCode();
                      return text.isBlank()
                          ? Optional.empty()
                          : Optional.of(new Value(text, s.origin().toString()));
                    }));
  }

  /** Departments moved to, in order, joined by an arrow; a change of ward or bed is none. */
  private Optional<Value> transfers() {
    Optional<Value> stated = list.firstOf("refldept_dept");
    if (stated.isPresent()) {
      String joined =
          Arrays.stream(stated.get().text().split("\\s*(→|->)\\s*"))
              .filter(part -> !part.isBlank())
              .map(vocabulary::department)
              .collect(Collectors.joining(ARROW));
      return joined.isEmpty() ? Optional.empty() : Optional.of(stated.get().withText(joined));
    }
    List<String> departments = new ArrayList<>();
    List<String> origins = new ArrayList<>();
    String here = "";
    for (Stay.Step step : list.steps()) {
      String code = step.location().departmentCode();
      if (code.isBlank() || code.equals(here)) {
        continue;
      }
      if (step.movement() == EncounterEvent.Movement.TRANSFER && !here.isEmpty()) {
        departments.add(vocabulary.department(code));
        origins.add(step.origin().toString());
      }
      here = code;
    }
    return departments.isEmpty()
        ? Optional.empty()
        : Optional.of(new Value(String.join(ARROW, departments), String.join("; ", origins)));
  }

  /** Discharge day minus admission day, a stay of one day counts 1 (filling rule F19). */
  private Optional<Value> days() {
    Optional<Moment> in = ListCase.moment(list.admission());
    Optional<Moment> out = ListCase.moment(list.end());
    if (in.isEmpty() || out.isEmpty()) {
      return list.value("act_ipt_days");
    }
    long days = Math.max(1, ChronoUnit.DAYS.between(in.get().date(), out.get().date()));
    return Optional.of(new Value(Long.toString(days), "derived: adm_time, dscg_time"));
  }

  /** Whole years from one year of age on, days before that (filling rule F18). */
  private void ages() {
    Optional<Moment> born = Moment.parse(info.get("brdy"));
    Optional<Moment> in = Moment.parse(info.get("adm_time"));
    if (born.isEmpty() || in.isEmpty() || born.get().date().isAfter(in.get().date())) {
      return;
    }
    int years = Period.between(born.get().date(), in.get().date()).getYears();
    if (years >= 1) {
      info.put("age", Integer.toString(years), "derived: brdy, adm_time");
    } else {
      long days = ChronoUnit.DAYS.between(born.get().date(), in.get().date());
      info.put("nwb_age", Long.toString(days), "derived: brdy, adm_time");
    }
  }

  private void count(String field, List<Row> rows) {
    info.put(field, Integer.toString(rows.size()), "derived: count of rows");
  }

  /** Days/hours/minutes, stated so or in the three fields of the front page. */
  private Optional<Value> duration(String field, String stem) {
    Optional<Value> stated = list.firstOf(field);
    if (stated.isPresent()) {
      return stated.map(
          v -> Span.parse(v.text()).map(span -> v.withText(span.toString())).orElse(v));
    }
    Optional<Value> days = list.firstOf(stem + "_days");
    Optional<Value> hours = list.firstOf(stem + "_h_cnt");
    Optional<Value> minutes = list.firstOf(stem + "_m_cnt");
    Optional<Value> first = days.or(() -> hours).or(() -> minutes);
    return first.map(
        v -> {
          String text = text(days) + "/" + text(hours) + "/" + text(minutes);
          return v.withText(Span.parse(text).map(Span::toString).orElse(text));
        });
  }

  private static String text(Optional<Value> value) {
    return value.map(Value::text).orElse("0");
  }

  /** The person's share less what is paid in full (identity SL-A05). */
  private Optional<Value> selfPay() {
    Optional<Value> stated = list.firstOf("psn_selfpay");
    if (stated.isPresent()) {
      return stated;
    }
    Optional<Value> part = list.firstOf("psn_part_amt");
    Optional<Value> own = list.firstOf("psn_ownpay", "fulamt_ownpay_amt");
    Optional<BigDecimal> share = part.flatMap(v -> Numbers.parse(v.text()));
    Optional<BigDecimal> paid = own.flatMap(v -> Numbers.parse(v.text()));
    if (share.isEmpty() || paid.isEmpty()) {
      return Optional.empty();
    }
    return part.map(v -> v.withText(Money.ofYuan(share.get().subtract(paid.get())).toString()));
  }

  private void outpatientDiagnoses(FrontPage page) {
    List<Diagnosis> all = new ArrayList<>(page.diagnoses());
    all.addAll(list.stay().workingDiagnoses());
    codes.outpatient(all, CodeSystem.DIAGNOSIS, info, "wm_dise_code", "otp_wm_dise");
    codes.outpatient(all, CodeSystem.TCM_DISEASE, info, "tcm_dise_code", "otp_tcm_dise");
    outpatientFact(all, CodeSystem.DIAGNOSIS, "wm_dise_code", "otp_wm_dise");
    outpatientFact(all, CodeSystem.TCM_DISEASE, "tcm_dise_code", "otp_tcm_dise");
  }

  private void outpatientFact(
      List<Diagnosis> all, CodeSystem system, String codeField, String nameField) {
    boolean stated =
        all.stream()
            .anyMatch(d -> d.role() == Diagnosis.Role.OUTPATIENT && d.code().system() == system);
    Optional<Fact> code = list.stated(codeField);
    if (!stated && code.isPresent()) {
      codes.outpatient(
          new Code(system, "", code.get().value()),
          list.stated(nameField).map(Fact::value).orElse(""),
          code.get().origin().toString(),
          info,
          SettlementList.INFO,
          codeField,
          nameField);
    }
  }

  /** Weights in grams to the nearest ten; several babies go to the mul_ fields (F17). */
  private void newbornWeights() {
    for (String kind : List.of("nwb_bir_wt", "nwb_adm_wt")) {
      Optional<Value> stated = list.firstOf("mul_" + kind, kind);
      if (stated.isEmpty()) {
        continue;
      }
      List<String> weights =
          Arrays.stream(stated.get().text().split("\\s*[,，、;；]\\s*"))
              .map(Assembler::toTenGrams)
              .toList();
      String field = weights.size() > 1 ? "mul_" + kind : kind;
      info.put(field, Optional.of(stated.get().withText(String.join(",", weights))));
    }
  }

  private static String toTenGrams(String weight) {
    return Numbers.parse(weight)
        .map(
            grams ->
                grams
                    .divide(BigDecimal.TEN, 0, RoundingMode.HALF_UP)
                    .multiply(BigDecimal.TEN)
                    .toPlainString())
        .orElse(weight);
  }

  private List<Row> intensiveCare(List<IntensiveCare> stays) {
    Optional<LocalDateTime> end =
        list.midStay() ? ListCase.moment(list.end()).map(Moment::at) : Optional.empty();
    List<Row> rows = new ArrayList<>();
    inPeriod(stays, IntensiveCare::in).stream()
        .sorted(Comparator.comparing(IntensiveCare::in))
        .forEach(
            stay -> {
              String from = stay.origin().toString();
              LocalDateTime out = stay.out();
              if (end.isPresent() && (out == null || out.isAfter(end.get()))) {
                out = end.get();
              }
              Row.Builder row =
                  new Row.Builder()
                      .put(
                          "scs_cutd_ward_type",
                          vocabulary.standard("icu_type", stay.wardType()),
                          from)
                      .put("scs_cutd_inpool_time", stay.in().format(Moment.SECOND), from);
              if (out != null) {
                row.put("scs_cutd_exit_time", out.format(Moment.SECOND), from);
                if (!out.isBefore(stay.in())) {
                  row.put("scs_cutd_sum_dura", Span.between(stay.in(), out).toString(), from);
                }
              }
              rows.add(row.build(SettlementList.INTENSIVE_CARE + "[" + rows.size() + "]"));
            });
    return rows;
  }

  private List<Row> transfusions(List<Transfusion> transfusions) {
    List<Row> rows = new ArrayList<>();
    for (Transfusion transfusion : transfusions) {
      String from = transfusion.origin().toString();
      rows.add(
          new Row.Builder()
              .put("bld_cat", vocabulary.standard("bld_cat", transfusion.product()), from)
              .put(
                  "bld_amt",
                  Numbers.parse(transfusion.amount())
                      .map(Numbers::plain)
                      .orElse(transfusion.amount()),
                  from)
              .put("bld_unt", vocabulary.standard("bld_unt", transfusion.unit()), from)
              .build(SettlementList.TRANSFUSIONS + "[" + rows.size() + "]"));
    }
    return rows;
  }

  /** 4101 has room for one product only: filled where all rows are of one product and unit. */
  private void singleTransfusion(List<Row> rows) {
    if (rows.isEmpty()
        || rows.stream().map(r -> r.get("bld_cat") + " " + r.get("bld_unt")).distinct().count()
            > 1) {
      return;
    }
    Row first = rows.get(0);
    info.put("bld_cat", Optional.ofNullable(first.values().get("bld_cat")))
        .put("bld_unt", Optional.ofNullable(first.values().get("bld_unt")));
    if (rows.stream().allMatch(r -> r.number("bld_amt").isPresent())) {
      BigDecimal sum =
          rows.stream()
              .map(r -> r.number("bld_amt").orElseThrow())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      info.put("bld_amt", Numbers.plain(sum), "derived: sum of " + rows.size() + " transfusions");
    }
  }

  /** The chronic or special outpatient disease, where it was stated. */
  private List<Row> outpatientDiseases() {
    Row.Builder row =
        new Row.Builder()
            .put("diag_name", list.firstOf("opsp_dise_name"))
            .put("diag_code", list.firstOf("opsp_dise_code"))
            .put("maindiag_flag", list.firstOf("opsp_dise_code").map(v -> v.withText("1")))
            .put("oprn_oprt_name", list.firstOf("opsp_oprn_oprt_name"));
    list.stated("opsp_oprn_oprt_code")
        .ifPresent(
            code ->
                codes.outpatient(
                    new Code(CodeSystem.PROCEDURE, "", code.value()),
                    row.get("oprn_oprt_name"),
                    code.origin().toString(),
                    row,
                    SettlementList.OUTPATIENT_DISEASES + "[0]",
                    "oprn_oprt_code",
                    "oprn_oprt_name"));
    if (!row.has("oprn_oprt_code") && !row.has("diag_code")) {
      return List.of();
    }
    return List.of(row.build(SettlementList.OUTPATIENT_DISEASES + "[0]"));
  }

  private List<Row> payments() {
    Map<String, Money> sums = new TreeMap<>();
    for (FundPayment fund : list.settled().map(Settlement::funds).orElse(List.of())) {
      if (PSEUDO_FUNDS.stream().noneMatch(fund.fundPayType()::startsWith)) {
        sums.merge(fund.fundPayType(), fund.amount(), Money::plus);
      }
    }
    List<Row> rows = new ArrayList<>();
    sums.forEach(
        (type, amount) ->
            rows.add(
                new Row.Builder()
                    .put("fund_pay_type", type, "2304 output.setldetail")
                    .put("fund_payamt", amount.toString(), "2304 output.setldetail")
                    .build(SettlementList.PAYMENTS + "[" + rows.size() + "]")));
    return rows;
  }

  /** All charges of the stay; with several settlements those of the settled period. */
  private List<Row> items() {
    return ItemRows.of(list.stay().charges(), from(), to(), findings);
  }

  private Optional<Moment> from() {
    return isPart() ? ListCase.moment(list.periodBegin()) : Optional.empty();
  }

  private Optional<Moment> to() {
    return isPart() ? ListCase.moment(list.periodEnd()) : Optional.empty();
  }

  /** Whether other settlements of the stay took part of its charges. */
  private boolean isPart() {
    return list.midStay()
        || list.stay().settlements().stream().filter(s -> !s.refunded()).count() > 1;
  }

  /** A mid-stay list does not tell what began after its period. */
  private <T> List<T> inPeriod(List<T> all, java.util.function.Function<T, LocalDateTime> beginOf) {
    Optional<Moment> end = list.midStay() ? ListCase.moment(list.end()) : Optional.empty();
    if (end.isEmpty()) {
      return all;
    }
    return all.stream()
        .filter(
            one -> {
              LocalDateTime begin = beginOf.apply(one);
              return begin == null || !begin.isAfter(end.get().at());
            })
        .toList();
  }
}
