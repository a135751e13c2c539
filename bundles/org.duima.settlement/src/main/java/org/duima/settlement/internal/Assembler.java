package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.IntensiveCare;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.Transfusion;
import org.duima.api.settlement.CodeUse;
import org.duima.api.site.Site;

/**
 * Puts one list together from what stay and settlement know. A field that nobody stated and that
 * cannot be derived stays unknown. Not for use by several threads.
 */
final class Assembler {
  private static final String ARROW = "→";

  /** What the list of an outpatient does not have. */
  private static final Set<String> OF_A_STAY =
      Set.of(
          "ipt_med_type",
          "adm_way",
          "adm_time",
          "adm_caty",
          "adm_dept_codg",
          "adm_dept_name",
          "refldept_dept",
          "dscg_time",
          "dscg_caty",
          "dscg_dept_codg",
          "dscg_dept_name",
          "dscg_way",
          "act_ipt_days");

  /** Weights as written, with or without their unit. */
  private static final Pattern WEIGHT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(kg|千克|公斤|g|克)?", Pattern.CASE_INSENSITIVE);

  private static final Set<String> KILOGRAMS = Set.of("kg", "千克", "公斤");

  private final ListCase list;
  private final Background background;
  private final Vocabulary vocabulary;
  private final Findings findings;
  private final CodedRows codes;
  private final FieldTable fields;
  private final Filling filling;
  private final CareTimes careTimes;
  private final SettlementMoney money;
  private final Row.Builder info = new Row.Builder();
  private List<Row> procedures = List.of();

  private Assembler(ListCase list, Background background, LocalDate on, Findings findings) {
    this.list = list;
    this.background = background;
    this.fields = background.fields();
    this.money = new SettlementMoney(list, background.tables().money(), background.region());
    this.filling = background.tables().filling();
    this.careTimes = new CareTimes(list, filling);
    this.vocabulary = new Vocabulary(background.dictionaries());
    this.findings = findings;
    this.codes =
        new CodedRows(
            background.codes(),
            background.dictionaries(),
            list.site().editions(),
            list.lastDepartment().departmentCode(),
            on,
            filling,
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
    Assembler assembler = new Assembler(list, background, on, findings);
    return new Assembled(assembler.assemble(infno), assembler.codes.uses());
  }

  private SettlementList assemble(String infno) {
    FrontPage page = page();
    Map<String, List<Row>> nodes = new LinkedHashMap<>();
    boolean outpatient = list.outpatient();
    List<Row> diagnoses = outpatient ? List.of() : codes.diagnoses(page.diagnoses());
    procedures =
        outpatient ? List.of() : codes.procedures(inPeriod(page.procedures(), Procedure::begin));
    nodes.put(SettlementList.DIAGNOSES, diagnoses);
    nodes.put(SettlementList.PROCEDURES, procedures);
    nodes.put(SettlementList.INTENSIVE_CARE, intensiveCare(page.intensiveCare()));
    nodes.put(SettlementList.TRANSFUSIONS, transfusions(page.transfusions()));
    nodes.put(SettlementList.OUTPATIENT_DISEASES, outpatientDiseases(infno, page));
    nodes.put(SettlementList.PAYMENTS, money.payments(findings));
    nodes.put(SettlementList.SETTLEMENT, money.settlement());
    List<ChargeLine> charges = charges();
    nodes.put(
        SettlementList.ITEMS,
        ItemRows.of(charges, background.tables().money().overLimit(background.region())));
    for (Field field : fields.infoFields()) {
      if (outpatient && OF_A_STAY.contains(field.name())) {
        continue;
      }
      info.put(field.name(), derived(field).or(() -> plain(field)));
    }
    ages();
    if (!outpatient) {
      count("diag_code_cnt", counted(diagnoses));
      count("oprn_oprt_code_cnt", procedures);
      outpatientDiagnoses(page);
    }
    newbornWeights();
    singleTransfusion(nodes.get(SettlementList.TRANSFUSIONS));
    list.settled()
        .ifPresent(
            s -> info.put(SettlementList.SETTLED_AT, s.settledAt().format(Moment.SECOND), "2304"));
    registered();
    info.put(SettlementList.MID_STAY, list.midStay() ? "1" : "", "derived: settlement");
    info.put(SettlementList.LATER_PERIOD, list.isLaterPeriod() ? "1" : "", "derived: settlement");
    info.put(
        SettlementList.CHARGES_KNOWN,
        list.stay().charges().isEmpty() ? "" : "1",
        "derived: charge lines");
    return new SettlementList(infno, info.build(SettlementList.INFO), nodes, charges);
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
      case "vent_used_dura" ->
          duration("vent_used_dura", "vent_used").or(() -> careTimes.ventilation(procedures));
      case "pwcry_bfadm_coma_dura" ->
          duration("pwcry_bfadm_coma_dura", "bfadm_coma").or(careTimes::comaBefore);
      case "pwcry_afadm_coma_dura" ->
          duration("pwcry_afadm_coma_dura", "afadm_coma").or(careTimes::comaAfter);
      case "spga_nurscare_days" -> nursingDays(field, CarePeriod.Kind.NURSING_SPECIAL);
      case "lv1_nurscare_days" -> nursingDays(field, CarePeriod.Kind.NURSING_1);
      case "scd_nurscare_days" -> nursingDays(field, CarePeriod.Kind.NURSING_2);
      case "lv3_nurscare_days" -> nursingDays(field, CarePeriod.Kind.NURSING_3);
      case "opsp_mdtrt_date" -> list.outpatient() ? list.visit() : Optional.empty();
      case "opsp_diag_caty" -> outpatientDepartment();
      case "setl_begn_date" -> list.periodBegin();
      case "setl_end_date" -> list.periodEnd();
      case "psn_cashpay" -> list.firstOf("psn_cashpay", "psn_cash_pay");
      case "psn_ownpay" -> money.ownExpense();
      case "psn_selfpay" -> money.selfPay();
      case "acct_pay" -> money.accountPay();
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
      case "acp_medins_name", "acp_optins_code" -> receiver(field);
      case "days_rinp_pup_31" -> returnPurpose(field);
      default -> list.value(field.name()).map(v -> standard(field, v));
    };
  }

  /** A field that has the name of its dictionary. */
  private Optional<Value> stated(String name) {
    return list.value(name).map(v -> v.withText(vocabulary.standard(name, v.text())));
  }

  /** The receiving institution belongs to a patient who was handed over (F24). */
  private Optional<Value> receiver(Field field) {
    Optional<Value> receiver = list.value(field.name());
    Optional<Value> way = stated("dscg_way");
    boolean stays = way.isPresent() && !List.of("2", "3").contains(way.get().text());
    if (receiver.isPresent() && stays) {
      findings.of("SL-G24").at(SettlementList.INFO + "." + field.name(), field.label());
      return Optional.empty();
    }
    return receiver;
  }

  /** A purpose belongs to a plan to return (F25). */
  private Optional<Value> returnPurpose(Field field) {
    Optional<Value> purpose = list.value(field.name());
    boolean noPlan = stated("days_rinp_flag_31").filter(v -> v.text().equals("1")).isPresent();
    if (purpose.isPresent() && noPlan) {
      findings.of("SL-G25").at(SettlementList.INFO + "." + field.name());
      return Optional.empty();
    }
    return purpose;
  }

  /** Stated days of any level count before orders; the two are never mixed (F23). */
  private Optional<Value> nursingDays(Field field, CarePeriod.Kind level) {
    boolean stated =
        list.firstOf(
                "spga_nurscare_days", "lv1_nurscare_days", "scd_nurscare_days", "lv3_nurscare_days")
            .isPresent();
    return stated
        ? list.value(field.name()).map(v -> standard(field, v))
        : careTimes.nursingDays(level);
  }

  /** The department that saw the outpatient. */
  private Optional<Value> outpatientDepartment() {
    return list.firstOf("opsp_diag_caty")
        .or(
            () ->
                list.outpatient()
                    ? place("opsp_diag_caty", list.lastPlace(), false)
                    : Optional.empty())
        .map(value -> value.withText(vocabulary.department(value.text())));
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
    String since = list.outpatient() ? "opsp_mdtrt_date" : "adm_time";
    Optional<Moment> born = Moment.parse(info.get("brdy"));
    Optional<Moment> in = Moment.parse(info.get(since));
    if (born.isEmpty() || in.isEmpty() || born.get().date().isAfter(in.get().date())) {
      return;
    }
    int years = Period.between(born.get().date(), in.get().date()).getYears();
    if (years >= 1) {
      info.put("age", Integer.toString(years), "derived: brdy, " + since);
    } else {
      long days = ChronoUnit.DAYS.between(born.get().date(), in.get().date());
      info.put("nwb_age", Long.toString(days), "derived: brdy, " + since);
    }
  }

  /** Whether TCM codes count is for the region to say (F14). */
  private List<Row> counted(List<Row> diagnoses) {
    return filling.countsTcm()
        ? diagnoses
        : diagnoses.stream().filter(row -> row.get("diag_type").equals("1")).toList();
  }

  private void count(String field, List<Row> rows) {
    info.put(field, Integer.toString(rows.size()), "derived: count of rows");
  }

  /**
   * Days/hours/minutes, stated so or in the three fields of the front page; several of them are
   * added up (F21).
   */
  private Optional<Value> duration(String field, String stem) {
    Optional<Value> stated = list.firstOf(field);
    if (stated.isPresent()) {
      return stated.map(v -> sum(v.text()).map(span -> v.withText(span.toString())).orElse(v));
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

  private static Optional<Span> sum(String durations) {
    long minutes = 0;
    for (String one : durations.split("\\s*[,，、;；~]\\s*")) {
      Optional<Span> span = Span.parse(one);
      if (span.isEmpty()) {
        return Optional.empty();
      }
      minutes += span.get().minutes();
    }
    return Optional.of(new Span(minutes));
  }

  private static String text(Optional<Value> value) {
    return value.map(Value::text).orElse("0");
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
    Matcher written = WEIGHT.matcher(Normalizer.normalize(weight.trim(), Normalizer.Form.NFKC));
    if (!written.matches()) {
      return weight;
    }
    String unit = written.group(2) == null ? "g" : written.group(2).toLowerCase(Locale.ROOT);
    BigDecimal number = new BigDecimal(written.group(1));
    BigDecimal grams = KILOGRAMS.contains(unit) ? number.movePointRight(3) : number;
    return grams
        .divide(BigDecimal.TEN, 0, RoundingMode.HALF_UP)
        .multiply(BigDecimal.TEN)
        .toPlainString();
  }

  private List<Row> intensiveCare(List<IntensiveCare> stays) {
    List<IntensiveCare> ordered =
        inPeriod(stays, IntensiveCare::in).stream()
            .sorted(Comparator.comparing(IntensiveCare::in))
            .toList();
    List<Row> rows = new ArrayList<>();
    for (IntensiveCare stay : ordered) {
      String path = SettlementList.INTENSIVE_CARE + "[" + rows.size() + "]";
      String from = stay.origin().toString();
      Row.Builder row =
          new Row.Builder()
              .put("scs_cutd_ward_type", vocabulary.standard("icu_type", stay.wardType()), from)
              .put("scs_cutd_inpool_time", stay.in().format(Moment.SECOND), from);
      Optional<Value> out = leftIntensiveCare(stay, rows.size() == ordered.size() - 1, path);
      row.put("scs_cutd_exit_time", out);
      ListCase.moment(out)
          .filter(moment -> !moment.at().isBefore(stay.in()))
          .ifPresent(
              moment ->
                  row.put(
                      "scs_cutd_sum_dura",
                      Span.between(stay.in(), moment.at()).toString(),
                      out.orElseThrow().provenance()));
      rows.add(row.build(path));
    }
    return rows;
  }

  /**
   * When the patient left intensive care: as stated, but not after a mid-stay list ends. Who is
   * discharged has left the last of it (F22).
   */
  private Optional<Value> leftIntensiveCare(IntensiveCare stay, boolean last, String path) {
    Optional<Value> end = list.end();
    boolean endsLater =
        ListCase.moment(end).filter(moment -> moment.at().isAfter(stay.in())).isPresent();
    Optional<Value> stated =
        Optional.ofNullable(stay.out())
            .map(out -> new Value(out.format(Moment.SECOND), stay.origin().toString()));
    if (list.midStay()) {
      boolean open =
          stated.isEmpty()
              || ListCase.moment(end).filter(e -> stay.out().isAfter(e.at())).isPresent();
      return open ? end : stated;
    }
    if (stated.isEmpty() && last && endsLater) {
      findings.of("SL-G22").at(path + ".scs_cutd_exit_time");
      return end;
    }
    return stated;
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

  /**
   * Rows of the chronic outpatient block: the diseases and, beside them in the same order, the
   * procedures. A row of which the form has no field is left out: 4101A asks for procedures only.
   */
  private List<Row> outpatientDiseases(String infno, FrontPage page) {
    List<Row> rows =
        list.outpatient()
            ? codes.outpatientDiseases(chronicDiseases(page), page.procedures())
            : List.of();
    if (rows.isEmpty()) {
      rows = statedOutpatientDisease();
    }
    List<String> onTheForm =
        fields.fields(infno, SettlementList.OUTPATIENT_DISEASES).stream()
            .map(Field::name)
            .filter(name -> !name.equals("maindiag_flag"))
            .toList();
    List<Row> kept = new ArrayList<>();
    for (Row row : rows) {
      if (row.has(CodedRows.UNMAPPED) || onTheForm.stream().anyMatch(row::has)) {
        kept.add(row.at(SettlementList.OUTPATIENT_DISEASES + "[" + kept.size() + "]"));
      }
    }
    return kept;
  }

  /** The diseases of the benefit where a source tells them apart, else what the visit was for. */
  private List<Diagnosis> chronicDiseases(FrontPage page) {
    List<Diagnosis> all = new ArrayList<>(page.diagnoses());
    all.addAll(list.stay().workingDiagnoses());
    List<Diagnosis> chronic =
        all.stream().filter(d -> d.role() == Diagnosis.Role.CHRONIC).distinct().toList();
    return chronic.isEmpty() ? page.diagnoses() : chronic;
  }

  /** The one disease that came as facts. */
  private List<Row> statedOutpatientDisease() {
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

  /** The charge lines that the settlement took, and a word about those that it did not. */
  private List<ChargeLine> charges() {
    SettledCharges settled = SettledCharges.of(list);
    if (!settled.late().isEmpty()) {
      findings
          .of("SL-M-late-charge")
          .at(SettlementList.ITEMS, settled.late().size(), sum(settled.late()));
    }
    List<Charge> after = list.total().isPresent() ? List.of() : settled.heardAfter(list);
    if (!after.isEmpty()) {
      findings
          .of("SL-M-charge-after-settlement")
          .at(SettlementList.ITEMS, after.size(), sum(after));
    }
    return ChargeLines.of(settled.taken(), list.stay().charges(), background, findings);
  }

  private static Money sum(List<Charge> charges) {
    return charges.stream().map(Charge::amount).reduce(Money.ZERO, Money::plus);
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
