package org.duima.alert.internal.knowledge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.duima.api.Text;
import org.duima.api.alert.Constraint;

/**
 * Which values the logic of a rule understands, and which of them it cannot do without. A logic
 * that is not in the table belongs to a rule from outside the product: its values are taken as they
 * are.
 */
final class ConstraintRules {
  /** What a value looks like. */
  private enum Kind {
    SEX("male|female", "male 或 female", "male or female"),
    AGE("(0|[1-9][0-9]{0,3})[dmy]", "数字加 d、m 或 y，如 12y", "a number with d, m or y, such as 12y"),
    MATERNITY(
        set("pregnant|nursing"), "pregnant、nursing，逗号分开", "of pregnant, nursing, with commas"),
    INSURANCE("work-injury|maternity", "work-injury 或 maternity", "work-injury or maternity"),
    LEVEL("[123]", "1、2 或 3", "1, 2 or 3"),
    VISITS(
        set("outpatient|emergency|inpatient|pharmacy|internet"),
        "outpatient、emergency、inpatient、pharmacy、internet，逗号分开",
        "of outpatient, emergency, inpatient, pharmacy, internet, with commas"),
    CODES(
        set("[A-Za-z0-9][A-Za-z0-9.+/-]*\\*?"),
        "编码，逗号分开，末尾可用 *",
        "codes with commas, * at the end for all that begin so"),
    WORDS(set("[^,，;]+"), "词，逗号分开", "words with commas"),
    TEXT("[^;]+", "文字", "text"),
    COUNT("[1-9][0-9]{0,5}", "正整数", "a whole number above 0"),
    DAYS("[1-9][0-9]{0,3}d", "天数加 d，如 14d", "days with d, such as 14d"),
    COURSE(
        "stay|disease|year|[1-9][0-9]{0,3}d",
        "stay、disease、year 或如 90d",
        "stay, disease, year or such as 90d"),
    PERIOD(
        "day|hour|week|stay|year|[1-9][0-9]{0,3}d",
        "day、hour、week、stay、year 或如 30d",
        "day, hour, week, stay, year or such as 30d"),
    TOTAL("stay|year", "stay 或 year", "stay or year"),
    TOGETHER("day|stay", "day 或 stay", "day or stay"),
    EACH("procedure|stay|day", "procedure、stay 或 day", "procedure, stay or day"),
    MONEY("[0-9]{1,10}(\\.[0-9]{1,4})?", "金额（元）", "an amount in yuan"),
    DOSE(
        "[0-9]{1,9}(\\.[0-9]{1,6})?(mg|g|μg|ug|ml|l|IU|U|mmol|kg)",
        "数字加单位，如 10mg",
        "a number with its unit, such as 10mg"),
    TITLES(set("[0-9]{1,4}"), "职称代码，逗号分开", "codes of titles, with commas");

    private final Pattern form;
    private final Text expected;

    Kind(String form, String zh, String en) {
      this.form = Pattern.compile(form);
      this.expected = new Text(zh, en);
    }

    private static String set(String one) {
      return "(?:" + one + ")(?: *, *(?:" + one + "))*";
    }
  }

  /**
   * What a logic understands.
   *
   * @param kinds by name of the value
   * @param needs sets of names, each of which has to be there with at least one of its names
   * @param isPair whether its points name two sides
   */
  private record Logic(Map<String, Kind> kinds, List<Set<String>> needs, boolean isPair) {}

  private static final Map<String, Logic> LOGICS = new LinkedHashMap<>();

  static {
    logic("none").done();
    logic("insurance").value("insurance", Kind.INSURANCE).needs("insurance").done();
    logic("not-covered").done();
    logic("all-of-list").done();
    logic("second-line").value("first", Kind.CODES).value("days", Kind.COUNT).needs("first").done();
    logic("age")
        .value("ageFrom", Kind.AGE)
        .value("ageTo", Kind.AGE)
        .needs("ageFrom", "ageTo")
        .done();
    logic("indication").value("dx", Kind.CODES).needs("dx").done();
    logic("days-supplied")
        .value("outpatientDays", Kind.COUNT)
        .value("emergencyDays", Kind.COUNT)
        .value("chronicDays", Kind.COUNT)
        .value("dischargeDays", Kind.COUNT)
        .done();
    logic("course")
        .value("days", Kind.COUNT)
        .value("per", Kind.COURSE)
        .value("interval", Kind.DAYS)
        .needs("days", "interval")
        .done();
    logic("disease-catalogue").value("disease", Kind.CODES).needs("disease").done();
    logic("level").value("level", Kind.LEVEL).needs("level").done();
    logic("visit-kind")
        .value("visit", Kind.VISITS)
        .value("visitNot", Kind.VISITS)
        .needs("visit", "visitNot")
        .done();
    logic("unit-price")
        .value("price1", Kind.MONEY)
        .value("price2", Kind.MONEY)
        .value("price3", Kind.MONEY)
        .needs("price1", "price2", "price3")
        .done();
    logic("discount")
        .value("group", Kind.TEXT)
        .value("price1", Kind.MONEY)
        .value("price2", Kind.MONEY)
        .value("price3", Kind.MONEY)
        .needs("group")
        .done();
    logic("department").value("dept", Kind.WORDS).needs("dept").done();
    logic("contained").value("per", Kind.TOGETHER).pair().done();
    logic("frequency")
        .value("count", Kind.COUNT)
        .value("per", Kind.PERIOD)
        .needs("count")
        .needs("per")
        .done();
    logic("period")
        .value("count", Kind.COUNT)
        .value("per", Kind.PERIOD)
        .needs("count")
        .needs("per")
        .done();
    logic("cap").value("amount", Kind.MONEY).value("per", Kind.TOTAL).needs("amount").done();
    logic("code-known").done();
    logic("charge-date").done();
    logic("prophylaxis")
        .value("hours", Kind.COUNT)
        .value("max", Kind.COUNT)
        .value("dx", Kind.CODES)
        .done();
    logic("prescriber").value("title", Kind.TITLES).needs("title").done();
    logic("drug-count").value("kinds", Kind.COUNT).done();
    logic("needs-item").value("need", Kind.CODES).needs("need").done();
    logic("sex").value("sex", Kind.SEX).needs("sex").done();
    logic("dose")
        .value("dose", Kind.DOSE)
        .value("dayDose", Kind.DOSE)
        .needs("dose", "dayDose")
        .done();
    logic("repeat").value("substance", Kind.TEXT).done();
    logic("contraindication")
        .value("dx", Kind.CODES)
        .value("allergy", Kind.WORDS)
        .needs("dx", "allergy")
        .done();
    logic("pregnancy").value("maternity", Kind.MATERNITY).done();
    logic("together").pair().done();
    logic("large-prescription")
        .value("slices", Kind.COUNT)
        .value("weight", Kind.DOSE)
        .value("doses", Kind.COUNT)
        .done();
    logic("over-upload").done();
    logic("quantity").value("count", Kind.COUNT).value("per", Kind.EACH).needs("count").done();
  }

  private ConstraintRules() {}

  private static Builder logic(String name) {
    return new Builder(name);
  }

  private static final class Builder {
    private final String name;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final List<Set<String>> needs = new ArrayList<>();
    private boolean isPair;

    Builder(String name) {
      this.name = name;
    }

    Builder value(String value, Kind kind) {
      kinds.put(value, kind);
      return this;
    }

    Builder needs(String... oneOf) {
      needs.add(new TreeSet<>(Arrays.asList(oneOf)));
      return this;
    }

    Builder pair() {
      isPair = true;
      return this;
    }

    void done() {
      LOGICS.put(name, new Logic(kinds, needs, isPair));
    }
  }

  /**
   * A constraint that was read.
   *
   * @param constraint {@link Constraint#NONE} if there are problems
   */
  record Read(Constraint constraint, List<Text> problems) {}

  /** Whether the logic is one of the product's. */
  static boolean knows(String logic) {
    return LOGICS.containsKey(logic);
  }

  /** Whether points of the logic name two sides. */
  static boolean isPair(String logic) {
    Logic known = LOGICS.get(logic);
    return known != null && known.isPair();
  }

  /** Whether a value of the name means something to the logic. */
  static boolean takes(String logic, String name) {
    Logic known = LOGICS.get(logic);
    return known == null || known.kinds().containsKey(name);
  }

  /** Reads the written form and checks its names and values. */
  static Read read(String logic, String written) {
    Constraint constraint;
    try {
      constraint = Constraint.parse(written);
    } catch (IllegalArgumentException e) {
      String[] texts = e.getMessage().split(" / ", 2);
      return new Read(Constraint.NONE, List.of(new Text(texts[0], texts[texts.length - 1])));
    }
    List<Text> problems = problems(logic, constraint);
    return new Read(problems.isEmpty() ? constraint : Constraint.NONE, problems);
  }

  /** What is wrong with the names and values of a constraint; empty if nothing is. */
  static List<Text> problems(String logic, Constraint constraint) {
    Logic known = LOGICS.get(logic);
    if (known == null) {
      return List.of();
    }
    List<Text> problems = new ArrayList<>();
    constraint
        .values()
        .forEach(
            (name, value) -> {
              Kind kind = known.kinds().get(name);
              if (kind == null) {
                Set<String> names = known.kinds().keySet();
                problems.add(
                    new Text(
                        name + " 不是 " + logic + " 的限定，可用：" + names,
                        name + " is no value of " + logic + ", which has " + names));
              } else if (!kind.form.matcher(value).matches()) {
                problems.add(
                    new Text(
                        name + "=" + value + " 应为 " + kind.expected.zh(),
                        name + "=" + value + " must be " + kind.expected.en()));
              }
            });
    if (problems.isEmpty() && AgeRange.of(constraint).isEmpty()) {
      problems.add(
          new Text(
              "ageFrom 应小于 ageTo：" + constraint, "ageFrom must be below ageTo: " + constraint));
    }
    return problems;
  }

  /** Whether the logic can be evaluated with the constraint, its class's defaults included. */
  static boolean isEnough(String logic, Constraint constraint) {
    Logic known = LOGICS.get(logic);
    if (known == null) {
      return true;
    }
    return !logic.equals("none")
        && known.needs().stream()
            .allMatch(names -> names.stream().anyMatch(n -> constraint.value(n).isPresent()))
        && problems(logic, constraint).isEmpty();
  }

  /** What a constraint that is not enough lacks, for people. */
  static Text lacking(String logic) {
    if (logic.equals("none")) {
      return new Text("该规则类不在开医嘱时审查", "its class is not evaluated at an order");
    }
    String names =
        String.join(
            "; ",
            LOGICS.get(logic).needs().stream().map(oneOf -> String.join(" | ", oneOf)).toList());
    return new Text("缺少限定：" + names, "it lacks " + names);
  }

  /**
   * Why two constraints of one logic cannot both hold for one code.
   *
   * @return empty if they can
   */
  static String contradiction(Constraint one, Constraint other) {
    for (String name : List.of("sex", "insurance")) {
      String left = one.value(name).orElse("");
      String right = other.value(name).orElse("");
      if (!left.isEmpty() && !right.isEmpty() && !left.equals(right)) {
        return name;
      }
    }
    if (AgeRange.of(one).and(AgeRange.of(other)).isEmpty()) {
      return "age";
    }
    Set<String> left = visits(one);
    left.retainAll(visits(other));
    return left.isEmpty() ? "visit" : "";
  }

  private static Set<String> visits(Constraint constraint) {
    Set<String> allowed =
        new TreeSet<>(List.of("outpatient", "emergency", "inpatient", "pharmacy", "internet"));
    constraint.value("visit").ifPresent(value -> allowed.retainAll(parts(value)));
    constraint.value("visitNot").ifPresent(value -> allowed.removeAll(parts(value)));
    return allowed;
  }

  private static List<String> parts(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).toList();
  }

  /**
   * Ages that a constraint allows.
   *
   * @param from in days, inclusive
   * @param to in days, exclusive
   */
  private record AgeRange(BigDecimal from, BigDecimal to) {
    private static final BigDecimal WITHOUT_END = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final BigDecimal YEAR = new BigDecimal("365.25");

    static AgeRange of(Constraint constraint) {
      return new AgeRange(
          constraint.value("ageFrom").map(AgeRange::days).orElse(BigDecimal.ZERO),
          constraint.value("ageTo").map(AgeRange::days).orElse(WITHOUT_END));
    }

    private static BigDecimal days(String age) {
      BigDecimal number = new BigDecimal(age.substring(0, age.length() - 1));
      return switch (age.charAt(age.length() - 1)) {
        case 'd' -> number;
        case 'm' -> number.multiply(YEAR).divide(BigDecimal.valueOf(12));
        default -> number.multiply(YEAR);
      };
    }

    AgeRange and(AgeRange other) {
      return new AgeRange(from.max(other.from), to.min(other.to));
    }

    boolean isEmpty() {
      return from.compareTo(to) >= 0;
    }
  }
}
