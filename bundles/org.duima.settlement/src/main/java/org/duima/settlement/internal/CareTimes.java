package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duima.api.encounter.CarePeriod;
import org.duima.api.encounter.CarePeriod.Kind;

/**
 * Days of nursing, ventilation and coma added up from their periods (filling rules F20, F21, F23).
 * Nothing is known before the stay's begin and end are.
 */
final class CareTimes {
  private final List<CarePeriod> periods;
  private final Optional<Interval> stay;
  private final Filling filling;

  CareTimes(ListCase list, Filling filling) {
    this.periods = list.stay().carePeriods();
    this.filling = filling;
    Optional<LocalDateTime> in = ListCase.moment(list.admission()).map(Moment::at);
    Optional<LocalDateTime> out = ListCase.moment(list.end()).map(Moment::at);
    this.stay =
        in.flatMap(from -> out.filter(to -> !to.isBefore(from)).map(to -> new Interval(from, to)));
  }

  /** Days under a level of nursing: each day counts once, at the highest level it had. */
  Optional<Value> nursingDays(Kind level) {
    List<CarePeriod> orders = periods.stream().filter(p -> p.kind().isNursing()).toList();
    if (orders.isEmpty() || stay.isEmpty()) {
      return Optional.empty();
    }
    long days = levels(orders, stay.get()).values().stream().filter(level::equals).count();
    return Optional.of(new Value(Long.toString(days), "derived: " + origins(orders)));
  }

  private Map<LocalDate, Kind> levels(List<CarePeriod> orders, Interval within) {
    Map<LocalDate, Kind> levels = new TreeMap<>();
    for (int i = 0; i < orders.size(); i++) {
      LocalDateTime end = endOf(orders, i, within);
      if (end.isBefore(orders.get(i).begin())) {
        continue;
      }
      Interval order = new Interval(orders.get(i).begin(), end);
      for (Interval part : Interval.within(List.of(order), within)) {
        Kind kind = orders.get(i).kind();
        LocalDate last = lastDay(part);
        for (LocalDate day = part.from().toLocalDate(); !day.isAfter(last); day = day.plusDays(1)) {
          // the kinds are in order, the highest level first
          levels.merge(day, kind, (one, other) -> one.compareTo(other) < 0 ? one : other);
        }
      }
    }
    LocalDate discharged = within.to().toLocalDate();
    if (!filling.countsDischargeDay() && !within.from().toLocalDate().equals(discharged)) {
      levels.remove(discharged);
    }
    return levels;
  }

  /** An order that was never stopped lasts until the next one sets another level. */
  private static LocalDateTime endOf(List<CarePeriod> orders, int index, Interval within) {
    CarePeriod order = orders.get(index);
    if (order.end() != null) {
      return order.end();
    }
    return orders.stream()
        .skip(index + 1L)
        .map(CarePeriod::begin)
        .filter(begin -> begin.isAfter(order.begin()))
        .findFirst()
        .orElse(within.to().isBefore(order.begin()) ? order.begin() : within.to());
  }

  /** What ends at midnight does not touch the day that begins then. */
  private static LocalDate lastDay(Interval part) {
    LocalDate day = part.to().toLocalDate();
    return part.to().toLocalTime().equals(LocalTime.MIDNIGHT) ? day.minusDays(1) : day;
  }

  /**
   * Ventilation during the stay, but not under anaesthesia. Unknown where a procedure says that the
   * patient was ventilated and not from when to when.
   *
   * @param procedures rows of oprninfo
   */
  Optional<Value> ventilation(List<Row> procedures) {
    List<Interval> ventilated = intervals(Kind.VENTILATION);
    boolean recorded = !ventilated.isEmpty();
    List<String> origins = new ArrayList<>();
    periods.stream()
        .filter(p -> p.kind() == Kind.VENTILATION)
        .forEach(p -> origins.add(p.origin().toString()));
    for (Row row : procedures) {
      if (!filling.isVentilation(codeOf(row))) {
        continue;
      }
      Optional<Interval> lasted = interval(row, "oprn_oprt_begntime", "oprn_oprt_endtime");
      if (lasted.isEmpty() && recorded) {
        continue;
      }
      if (lasted.isEmpty()) {
        return Optional.empty();
      }
      ventilated.add(lasted.get());
      origins.add(row.values().get("oprn_oprt_begntime").provenance());
    }
    if (ventilated.isEmpty() || stay.isEmpty()) {
      return Optional.empty();
    }
    List<Interval> anaesthesia =
        procedures.stream()
            .flatMap(row -> interval(row, "anst_begntime", "anst_endtime").stream())
            .toList();
    Span total =
        Interval.total(Interval.without(Interval.within(ventilated, stay.get()), anaesthesia));
    return Optional.of(new Value(total.toString(), "derived: " + String.join("; ", origins)));
  }

  private static String codeOf(Row row) {
    return row.has("oprn_oprt_code") ? row.get("oprn_oprt_code") : row.get(CodedRows.SOURCE_CODE);
  }

  private static Optional<Interval> interval(Row row, String begin, String end) {
    Optional<LocalDateTime> from = row.moment(begin).map(Moment::at);
    Optional<LocalDateTime> to = row.moment(end).map(Moment::at);
    return from.flatMap(f -> to.filter(t -> !t.isBefore(f)).map(t -> new Interval(f, t)));
  }

  /** Coma before admission. */
  Optional<Value> comaBefore() {
    return coma(s -> new Interval(LocalDateTime.MIN, s.from()));
  }

  /** Coma from admission on. */
  Optional<Value> comaAfter() {
    return coma(s -> s);
  }

  private Optional<Value> coma(java.util.function.UnaryOperator<Interval> part) {
    List<CarePeriod> comas = periods.stream().filter(p -> p.kind() == Kind.COMA).toList();
    if (comas.isEmpty() || stay.isEmpty()) {
      return Optional.empty();
    }
    List<Interval> parts =
        Interval.within(Interval.merged(intervals(Kind.COMA)), part.apply(stay.get()));
    return Optional.of(new Value(Interval.total(parts).toString(), "derived: " + origins(comas)));
  }

  /** Periods of a kind; one without end lasts until the stay ends. */
  private List<Interval> intervals(Kind kind) {
    List<Interval> intervals = new ArrayList<>();
    for (CarePeriod period : periods) {
      LocalDateTime end =
          period.end() != null ? period.end() : stay.map(Interval::to).orElse(period.begin());
      if (period.kind() == kind && !end.isBefore(period.begin())) {
        intervals.add(new Interval(period.begin(), end));
      }
    }
    return intervals;
  }

  private static String origins(Collection<CarePeriod> periods) {
    return periods.stream()
        .sorted(Comparator.comparing(CarePeriod::begin))
        .map(period -> period.origin().toString())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
