package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Fact;
import org.duima.api.Money;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;
import org.duima.api.site.Site;

/**
 * One settlement of one stay, and what was said about it. A fact of the settlement counts before
 * one of the stay, and that before the site's own value.
 *
 * @param settlement null while the platform has not settled
 * @param site the hospital
 */
record ListCase(Stay stay, Settlement settlement, Site site) {
  /**
   * What belongs to one settlement alone: with several, a statement about the stay does not say.
   */
  private static final Set<String> OF_ONE_SETTLEMENT =
      Set.of(
          "bill_code",
          "bill_no",
          "biz_sn",
          "setl_begn_date",
          "setl_end_date",
          "setl_time",
          "medfee_sumamt",
          "fulamt_ownpay_amt",
          "overlmt_selfpay",
          "preselfpay_amt",
          "inscp_scp_amt",
          "psn_part_amt",
          "psn_cash_pay",
          "psn_selfpay",
          "psn_ownpay",
          "psn_cashpay",
          "psn_pay",
          "hosp_part_amt",
          "ownpay_hosp_part",
          "acct_mulaid_pay",
          "acct_pay",
          "fund_pay_sumamt");

  /** What is said of the discharge is no part of a list whose stay went on. */
  private static final Set<String> OF_DISCHARGE =
      Set.of(
          "dscg_way",
          "dscg_caty",
          "dscg_dept_codg",
          "dscg_dept_name",
          "refldept_dept",
          "acp_medins_name",
          "acp_optins_code",
          "days_rinp_flag_31",
          "days_rinp_pup_31");

  /** What may say who pays, the most telling first. */
  private static final List<String> PAYER_FACTS =
      List.of("payer", "insutype", "hi_type", "medfee_paymtd_code");

  static final String INSURED = "insured";
  private static final Set<String> NOT_BY_THE_PLATFORM = Set.of("self-pay", "settled-elsewhere");

  Optional<Settlement> settled() {
    return Optional.ofNullable(settlement);
  }

  /** An outpatient visit; its list has the block of chronic diseases and nothing of a stay. */
  boolean outpatient() {
    return stay.phase() == Stay.Phase.OUTPATIENT;
  }

  /** When the outpatient was seen. */
  Optional<Value> visit() {
    return firstOf("opsp_mdtrt_date")
        .or(
            () ->
                stay.movements().stream()
                    .filter(step -> step.movement() == EncounterEvent.Movement.REGISTER)
                    .reduce((first, second) -> second)
                    .map(
                        step ->
                            new Value(step.at().format(Moment.SECOND), step.origin().toString())))
        .map(ListCase::day);
  }

  /** What a source said, without the site's own values. */
  Optional<Fact> stated(String name) {
    Optional<Fact> own = settled().flatMap(s -> s.fact(name));
    if (own.isPresent()) {
      return own;
    }
    if (OF_DISCHARGE.contains(name) && midStay()) {
      return Optional.empty();
    }
    boolean unclear = OF_ONE_SETTLEMENT.contains(name) && stay.settlements().size() > 1;
    return unclear ? Optional.empty() : stay.fact(name);
  }

  /** What a source said, else what the site fills in. */
  Optional<Value> value(String name) {
    return stated(name)
        .map(ListCase::valueOf)
        .or(
            () ->
                Optional.ofNullable(site.defaults().get(name))
                    .filter(text -> !text.isBlank())
                    .map(text -> new Value(text, "site default." + name)));
  }

  /** The first of several names that a source used. */
  Optional<Value> firstOf(String... names) {
    for (String name : names) {
      Optional<Value> value = stated(name).map(ListCase::valueOf);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  static Value valueOf(Fact fact) {
    return new Value(fact.value().trim(), fact.origin().toString());
  }

  Optional<Value> key(Key.Kind kind) {
    return stay.key(kind)
        .map(
            key -> new Value(key.value(), "key " + kind.name().toLowerCase(java.util.Locale.ROOT)));
  }

  Optional<Value> admission() {
    return statedOrMoved(stay.fact("adm_time"), stay.admission());
  }

  /** The discharge that stands; a dscg_time alone is not one, it may have been cancelled. */
  Optional<Value> discharge() {
    return stay.phase() == Stay.Phase.DISCHARGED
        ? statedOrMoved(stay.fact("dscg_time"), stay.discharge())
        : Optional.empty();
  }

  /**
   * The stated time is the corrected one: the fold takes it back when the movement is cancelled.
   */
  private static Optional<Value> statedOrMoved(Optional<Fact> fact, Optional<Stay.Step> step) {
    return fact.filter(f -> Moment.parse(f.value()).isPresent())
        .map(ListCase::valueOf)
        .or(() -> step.map(s -> new Value(s.at().format(Moment.SECOND), s.origin().toString())));
  }

  /**
   * Whether the settlement was made while the stay went on: the platform says so, or its period
   * ends before discharge.
   */
  boolean midStay() {
    if (settlement == null) {
      return false;
    }
    if (settlement.midStay()) {
      return true;
    }
    if (outpatient()) {
      return false;
    }
    Optional<Fact> flag = settlement.fact("mid_setl_flag");
    if (flag.isPresent()) {
      return flag.get().value().equals("1");
    }
    Optional<LocalDate> end =
        stated("setl_end_date").flatMap(f -> Moment.parse(f.value())).map(Moment::date);
    Optional<Moment> left = moment(discharge());
    return end.isPresent()
        && left.map(l -> settlement.settledAt().isBefore(l.at()) && end.get().isBefore(l.date()))
            .orElse(true);
  }

  /** Whether an earlier settlement of the stay stands. */
  boolean isLaterPeriod() {
    return settlement != null
        && stay.settlements().stream()
            .anyMatch(s -> !s.refunded() && s.settledAt().isBefore(settlement.settledAt()));
  }

  /** Begin of the settled period: stated, else admission, else the day after the period before. */
  Optional<Value> periodBegin() {
    Optional<Value> stated = firstOf("setl_begn_date", "begndate").map(ListCase::day);
    if (outpatient()) {
      return stated.or(this::visit);
    }
    if (stated.isPresent() || settlement == null) {
      return stated.or(() -> admission().map(ListCase::day));
    }
    List<Settlement> earlier =
        stay.settlements().stream()
            .filter(s -> !s.refunded() && s.settledAt().isBefore(settlement.settledAt()))
            .sorted(Comparator.comparing(Settlement::settledAt))
            .toList();
    if (earlier.isEmpty()) {
      return admission().map(ListCase::day);
    }
    ListCase before = new ListCase(stay, earlier.get(earlier.size() - 1), site);
    return before
        .periodEnd()
        .flatMap(end -> Moment.parse(end.text()))
        .map(
            end ->
                new Value(
                    end.date().plusDays(1).toString(), "derived: end of the settlement before"));
  }

  /** End of the settled period: stated, else discharge, else the day of a mid-stay settlement. */
  Optional<Value> periodEnd() {
    Optional<Value> stated = firstOf("setl_end_date", "enddate").map(ListCase::day);
    if (stated.isPresent()) {
      return stated;
    }
    if (midStay() || outpatient() && settlement != null) {
      return Optional.of(
          new Value(settlement.settledAt().toLocalDate().toString(), "derived: setl_time"));
    }
    return discharge().map(ListCase::day);
  }

  /**
   * The end of what the list speaks of: discharge, for a mid-stay settlement the end of its period,
   * for an outpatient the day of the visit.
   */
  Optional<Value> end() {
    if (outpatient()) {
      return visit();
    }
    if (!midStay()) {
      return discharge();
    }
    Optional<Value> end = periodEnd();
    LocalDateTime settledAt = settlement.settledAt();
    return end.flatMap(value -> Moment.parse(value.text()))
        .map(
            moment ->
                moment.date().equals(settledAt.toLocalDate())
                    ? settledAt
                    : moment.date().atTime(23, 59, 59))
        .map(at -> new Value(at.format(Moment.SECOND), "derived: end of the settled period"));
  }

  /** Movements up to the end of what the list speaks of. */
  List<Stay.Step> steps() {
    Optional<Moment> end = moment(end());
    return stay.movements().stream()
        .filter(step -> end.map(e -> !Moment.of(step.at()).isAfter(e)).orElse(true))
        .toList();
  }

  /** The last of them that names a department. */
  Optional<Stay.Step> lastPlace() {
    return steps().stream()
        .filter(step -> !step.location().departmentCode().isBlank())
        .reduce((first, second) -> second);
  }

  /** The department that discharged, or where the patient lies: moved to, else as stated. */
  Location lastDepartment() {
    Location place = lastPlace().map(Stay.Step::location).orElse(Location.UNKNOWN);
    String code = place.departmentCode();
    String name = place.departmentName();
    return new Location(
        code.isBlank() ? text("dscg_dept_codg", "adm_dept_codg") : code.trim(),
        name.isBlank() ? text("dscg_dept_name", "adm_dept_name") : name.trim(),
        "",
        "");
  }

  private String text(String... names) {
    return firstOf(names).map(Value::text).orElse("");
  }

  /** The attending physician: code, else name. */
  String physician() {
    return text("chfpdr_code", "chfpdr_name");
  }

  /** What the settlement came to; empty if not known. */
  Optional<Money> total() {
    return firstOf("medfee_sumamt").flatMap(v -> Numbers.parse(v.text())).map(Money::ofYuan);
  }

  private static Value day(Value value) {
    return Moment.parse(value.text())
        .map(moment -> value.withText(moment.date().toString()))
        .orElse(value);
  }

  static Optional<Moment> moment(Optional<Value> value) {
    return value.flatMap(v -> Moment.parse(v.text()));
  }

  /**
   * How the stay is paid: insured, or the class that the site's table gives to one of {@link
   * #PAYER_FACTS}. What the platform settled was not paid by the patient alone or elsewhere,
   * whatever was said at admission.
   */
  String payerClass() {
    if (settlement != null) {
      Optional<String> own = payerClass(settlement.facts());
      if (own.isPresent()) {
        return own.get();
      }
      if (settlement.facts().containsKey("insutype") || settlement.facts().containsKey("hi_type")) {
        return INSURED;
      }
    }
    return payerClass(stay.facts())
        .filter(of -> settlement == null || !NOT_BY_THE_PLATFORM.contains(of))
        .orElse(INSURED);
  }

  private Optional<String> payerClass(Map<String, Fact> facts) {
    return PAYER_FACTS.stream()
        .filter(facts::containsKey)
        .map(name -> site.payerClasses().get(facts.get(name).value().trim()))
        .filter(java.util.Objects::nonNull)
        .findFirst();
  }

  /** A baby that the platform knows nothing of: it is settled with its mother. */
  boolean newbornOfItsMother() {
    if (settlement != null
        || stay.fact("mdtrt_id").isPresent()
        || stay.key(Key.Kind.MDTRT).isPresent()) {
      return false;
    }
    Optional<Moment> born = stay.fact("brdy").flatMap(f -> Moment.parse(f.value()));
    Optional<Moment> in = moment(admission());
    return born.isPresent()
        && in.isPresent()
        && !in.get().date().isBefore(born.get().date())
        && in.get().date().isBefore(born.get().date().plusDays(SettlementList.NEWBORN_DAYS + 1L));
  }
}
