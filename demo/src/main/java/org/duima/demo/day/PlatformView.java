package org.duima.demo.day;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the platform must hold for one settlement, told from the data of the day alone.
 *
 * @param facts fields of setlinfo by wire name
 * @param diagnoses {@code diag_type diag_code maindiag_flag adm_cond_type}
 * @param operations {@code oprn_oprt_type oprn_oprt_code begin end anst_way operator anaesthetist},
 *     a missing value as {@code -}
 * @param intensiveCare {@code scs_cutd_ward_type in out}
 * @param blood {@code bld_cat bld_amt bld_unt}
 */
public record PlatformView(
    Map<String, String> facts,
    Set<String> diagnoses,
    Set<String> operations,
    Set<String> intensiveCare,
    Set<String> blood) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  public PlatformView {
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    diagnoses = Collections.unmodifiableSet(new LinkedHashSet<>(diagnoses));
    operations = Collections.unmodifiableSet(new LinkedHashSet<>(operations));
    intensiveCare = Collections.unmodifiableSet(new LinkedHashSet<>(intensiveCare));
    blood = Collections.unmodifiableSet(new LinkedHashSet<>(blood));
  }

  static PlatformView of(Course course, Course.Settled settled) {
    Stay stay = course.stay();
    Stay.FrontPage page =
        stay.coded().stream()
            .max(Comparator.comparing(Stay.FrontPage::at))
            .orElse(
                new Stay.FrontPage(stay.admit().at(), false, null, null, null, null, null, null));
    Set<String> operations = new LinkedHashSet<>();
    for (int i = 0; i < page.operations().size(); i++) {
      operations.add(operation(course, page.operations().get(i), i == 0));
    }
    Set<String> intensive = new LinkedHashSet<>();
    page.icu().forEach(icu -> intensive.add(row(icu.type(), time(icu.in()), time(icu.out()))));
    Set<String> blood = new LinkedHashSet<>();
    page.blood()
        .forEach(b -> blood.add(row(b.product(), number(String.valueOf(b.amount())), b.unit())));
    return new PlatformView(
        facts(course, settled, page), diagnoses(page), operations, intensive, blood);
  }

  private static Map<String, String> facts(
      Course course, Course.Settled settled, Stay.FrontPage page) {
    Stay stay = course.stay();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("mdtrt_id", course.mdtrtId());
    facts.put("psn_no", course.person().psnNo());
    facts.put("hi_no", course.person().hiNo());
    facts.put("medcasno", course.person().caseNo());
    facts.put("prfs", course.person().job());
    facts.put("coner_name", course.person().contact());
    facts.put("patn_rlts", course.person().relation());
    facts.put("adm_time", time(stay.admit().at()));
    facts.put("adm_way", admWay(stay.admit().way()));
    facts.put("trt_type", page.treatment());
    facts.put("dscg_caty", course.lastDepartment());
    facts.put("chfpdr_code", course.hospital().department(course.lastDepartment()).doctor().code());
    facts.put("setl_id", settled.id());
    facts.put("setl_begn_date", settled.begin().toString());
    facts.put("setl_end_date", settled.end().toString());
    facts.put("bill_code", Invoice.CODE);
    facts.put("bill_no", Invoice.number(stay, settled));
    facts.put("biz_sn", Invoice.serial(stay, settled));
    if (stay.outpatient() != null) {
      facts.put("wm_dise_code", stay.outpatient().becomes());
    }
    facts.put("refldept_dept", transfers(stay));
    // no source says what a list made before discharge puts there
    if (stay.discharge() != null && !settled.mid()) {
      facts.put("dscg_time", time(stay.discharge().at()));
      facts.put("dscg_way", stay.discharge().way());
      if (stay.discharge().to() != null) {
        String[] receiver = stay.discharge().to().split(" ", 2);
        facts.put("acp_medins_name", receiver[1]);
      }
    }
    stay.facts()
        .forEach(
            (fact, value) -> {
              // known to the hospital, but no field of 4101A
              if (!fact.equals("ipt_med_type")) {
                facts.put(fact, value.replace('~', ','));
              }
            });
    return facts;
  }

  /** Departments moved to; a change of bed is none. */
  private static String transfers(Stay stay) {
    List<String> departments = new ArrayList<>();
    String now = stay.admit().dept();
    for (Stay.Move move : stay.moves()) {
      if (!move.dept().equals(now)) {
        departments.add(move.dept());
      }
      now = move.dept();
    }
    return String.join("→", departments);
  }

  private static Set<String> diagnoses(Stay.FrontPage page) {
    boolean marked = page.diagnoses().stream().anyMatch(Coded::principal);
    Map<String, Boolean> main = new LinkedHashMap<>();
    Map<String, String> conditions = new LinkedHashMap<>();
    for (int i = 0; i < page.diagnoses().size(); i++) {
      Coded diagnosis = page.diagnoses().get(i);
      boolean principal = marked ? diagnosis.principal() : i == 0;
      // several clinical codes may become one: it stays principal, and 有 goes before 无
      main.merge(diagnosis.becomes(), principal, Boolean::logicalOr);
      conditions.merge(
          diagnosis.becomes(), diagnosis.condition(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    Set<String> judged = new LinkedHashSet<>();
    main.forEach(
        (code, principal) ->
            judged.add(row("1", code, principal ? "1" : "0", conditions.get(code))));
    if (page.disease() != null) {
      judged.add(row("2", page.disease().becomes(), "1", page.disease().condition()));
    }
    page.syndromes()
        .forEach(syndrome -> judged.add(row("3", syndrome.becomes(), "0", syndrome.condition())));
    return judged;
  }

  private static String operation(Course course, Stay.Operation operation, boolean principal) {
    OperationTimes times = OperationTimes.of(operation);
    Hospital.Person operator = times.operator(course);
    return row(
        principal ? "1" : "2",
        operation.code().becomes(),
        time(operation.at()),
        time(times.end()),
        operation.anaesthesia(),
        operator == null ? "" : operator.code(),
        times.anaesthetised() ? course.hospital().anaesthetist().code() : "");
  }

  static String admWay(String way) {
    return switch (way) {
      case "急诊" -> "1";
      case "门诊" -> "2";
      case "转入" -> "3";
      default -> "9";
    };
  }

  /** Values joined as in the sets of this record. */
  public static String row(String... values) {
    List<String> shown = new ArrayList<>();
    for (String value : values) {
      shown.add(value.isEmpty() ? "-" : value);
    }
    return String.join(" ", shown);
  }

  /** A number without needless zeros; anything else as it is. */
  public static String number(String text) {
    try {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static String time(LocalDateTime time) {
    return time.format(TIME);
  }
}
