package org.duima.source.transaction.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.duima.api.Code;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.encounter.OrderLine.Supply;
import org.duima.api.mapping.Dictionaries;

/** Order lines of a 3101 or 3102 as they are read. */
final class NationalLines {
  /** The value map that all sources share. */
  private static final String TIMES_PER_DAY = "times_per_day";

  private static final Pattern DRUG = Pattern.compile("[XZ][A-Z0-9]{10,30}");
  private static final Pattern SLICE = Pattern.compile("T\\d{9}");
  private static final Pattern SERVICE = Pattern.compile("0\\d{8,}([-A-Z0-9]*)");
  private static final Pattern CONSUMABLE = Pattern.compile("C\\d{10,30}");

  private final OrderTables tables;
  private final Supplier<Dictionaries> dictionaries;
  private final Function<String, Origin> origin;
  private final Row.Trouble trouble;
  private final List<OrderLine> current = new ArrayList<>();
  private final List<OrderLine> earlier = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private String department = "";
  private String orderer = "";

  NationalLines(
      OrderTables tables,
      Supplier<Dictionaries> dictionaries,
      Function<String, Origin> origin,
      Row.Trouble trouble) {
    this.tables = tables;
    this.dictionaries = dictionaries;
    this.origin = origin;
    this.trouble = trouble;
  }

  /**
   * Reads a line.
   *
   * @param ofCurrentVisit whether it is of the visit that is asked about
   * @param selfPay whether the whole visit is paid by the patient
   */
  void add(Row order, boolean ofCurrentVisit, boolean selfPay) {
    boolean isCurrent = ofCurrentVisit && order.flag("curr_drord_flag").orElse(true);
    Kind kind = kind(order);
    String dept = order.text("drord_dept_codg");
    String doctor = order.text("drord_dr_codg");
    Row more = order.at("extend_order_map");
    OrderLine line =
        new OrderLine(
            id(order, isCurrent),
            order.text("rxno"),
            order.text("grpno"),
            kind,
            new Code(kind.system(), "", order.text("hilist_code")),
            order.text("hilist_name"),
            order.text("hosplist_code"),
            order.text("hosplist_name"),
            supply(order),
            dosage(order, more),
            order.time("drord_begn_date").orElse(null),
            order.time("drord_stop_date").orElse(null),
            dept,
            doctor,
            title(order),
            marks(order, selfPay),
            either(more, order, "o_firstItemFlag").flag("o_firstItemFlag").orElse(null),
            origin.apply(order.path()));
    if (isCurrent) {
      current.add(line);
      department = department.isEmpty() ? dept : department;
      orderer = orderer.isEmpty() ? doctor : orderer;
    } else {
      earlier.add(line);
    }
  }

  /** Some systems send the later fields beside the others. */
  private static Row either(Row more, Row order, String name) {
    return more.node().has(name) ? more : order;
  }

  /** Ids are unique within a request; what the sender repeats gets a number behind it. */
  private String id(Row order, boolean isCurrent) {
    String said = order.text("rx_id");
    String wanted = said;
    if (said.isEmpty()) {
      wanted = "line";
      if (isCurrent) {
        order.bad("rx_id", "缺少处方（医嘱）标识，应答无法指明该行", "missing; the answer cannot name the line");
      }
    } else if (isCurrent && names.containsKey(said)) {
      order.bad("rx_id", "与另一行相同", "the same as that of another line");
    }
    String id = wanted;
    for (int i = 2; names.containsKey(id) || id.equals("line"); i++) {
      id = wanted + "#" + (names.size() + i);
    }
    names.put(id, said);
    return id;
  }

  private Kind kind(Row order) {
    String type = order.text("hilist_type");
    Optional<String> known = tables.meaning("hilist_type", type).filter(m -> !m.isEmpty());
    if (known.isPresent()) {
      return kind(known.get());
    }
    if (!type.isEmpty()) {
      order.bad("hilist_type", "不认识的目录类别，按编码判断", "unknown kind; the code decides");
    }
    String code = order.text("hilist_code").toUpperCase(Locale.ROOT);
    if (SLICE.matcher(code).matches()) {
      return Kind.SLICE;
    } else if (DRUG.matcher(code).matches()) {
      return Kind.DRUG;
    } else if (SERVICE.matcher(code).matches()) {
      return Kind.SERVICE;
    } else if (CONSUMABLE.matcher(code).matches()) {
      return Kind.CONSUMABLE;
    }
    Optional<String> charged =
        tables.meaning("chrg_type", order.text("chrg_type")).filter(m -> !m.isEmpty());
    if (charged.isEmpty()) {
      trouble.add(
          Finding.warning(
              "national.bad-value",
              order.path("hilist_type"),
              "目录类别、编码、收费类别都不能说明这是什么，按医疗服务项目处理",
              "neither kind, code nor charge kind tells what this is; taken as a service item"));
    }
    return charged.map(NationalLines::kind).orElse(Kind.SERVICE);
  }

  private static Kind kind(String word) {
    return Kind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Supply supply(Row order) {
    BigDecimal quantity = order.number("cnt").orElse(null);
    Money price = order.money("pric").orElse(null);
    Money amount = order.money("sumamt").orElse(null);
    if (amount == null && quantity != null && price != null) {
      amount = Money.ofYuan(price.yuan().multiply(quantity));
    }
    return new Supply(quantity, order.text("spec_unt"), price, amount);
  }

  private Dosage dosage(Row order, Row more) {
    String dose = words(more, order, "o_sinDosDscr");
    String frequency = words(more, order, "o_used_frqu_dscr");
    String days = words(more, order, "o_prdDays");
    Optional<DosageText.Dose> understood = DosageText.dose(dose);
    Optional<Integer> period = DosageText.days(days);
    if (!days.isEmpty() && period.isEmpty()) {
      either(more, order, "o_prdDays").bad("o_prdDays", "应为天数，未采用", "expected days; not used");
    }
    if (dose.isEmpty() && frequency.isEmpty() && days.isEmpty()) {
      return Dosage.UNKNOWN;
    }
    return new Dosage(
        understood.map(DosageText.Dose::amount).orElse(null),
        understood.map(DosageText.Dose::unit).orElse(""),
        timesPerDay(frequency),
        frequency,
        period.orElse(null),
        "");
  }

  /** Null if the words are not known or say no number, as those for "when needed" do. */
  private BigDecimal timesPerDay(String frequency) {
    return Optional.of(frequency)
        .filter(words -> !words.isEmpty())
        .flatMap(words -> dictionaries.get().translate(TIMES_PER_DAY, NationalDoor.FAMILY, words))
        .map(Transform::number)
        .filter(times -> times.signum() > 0)
        .orElse(null);
  }

  private static String words(Row more, Row order, String name) {
    return either(more, order, name).text(name);
  }

  private String title(Row order) {
    String said = order.text("drord_dr_profttl");
    return said.isEmpty() ? "" : tables.meaning("drord_dr_profttl", said).orElse(said);
  }

  private static Set<Mark> marks(Row order, boolean selfPay) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    if (order.flag("long_drord_flag").orElse(false)) {
      marks.add(Mark.LONG_TERM);
    }
    if (order.text("drord_bhvr").equals("1")) {
      marks.add(Mark.TAKE_HOME);
    }
    BigDecimal whole = order.number("sumamt").orElse(BigDecimal.ZERO);
    boolean ownPay =
        whole.signum() > 0
            && order.number("ownpay_amt").filter(own -> own.compareTo(whole) == 0).isPresent();
    if (selfPay || ownPay || order.text("hilist_lv").matches("0?3")) {
      marks.add(Mark.SELF_PAY);
    }
    // a line that takes another back
    if (order.number("cnt").filter(count -> count.signum() < 0).isPresent()) {
      marks.add(Mark.CANCELLED);
    }
    return marks;
  }

  List<OrderLine> current() {
    return current;
  }

  List<OrderLine> earlier() {
    return earlier;
  }

  /** rx_id as sent, empty where none was, by the id of the line. */
  Map<String, String> names() {
    return names;
  }

  /** The ordering department of the first current line that names one. */
  String department() {
    return department;
  }

  String orderer() {
    return orderer;
  }
}
