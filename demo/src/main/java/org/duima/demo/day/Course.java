package org.duima.demo.day;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stay with everything that its file leaves to the rule: identifiers, charges, settlements.
 *
 * @param person the patient
 * @param mdtrtId mdtrt_id, empty where the platform does not know the stay
 * @param lines charge lines
 * @param settlements settlements with ids and times
 */
record Course(
    Stay stay,
    Hospital hospital,
    Person person,
    String mdtrtId,
    List<ChargeLine> lines,
    List<Settled> settlements) {

  /**
   * A settlement with everything filled in.
   *
   * @param invoiceAt when the invoice is known, null if never
   * @param refundedAt when it was taken back, null if never
   * @param refundedAfterAccepted whether that happens only after its list was accepted
   * @param lines the charges it covers
   */
  record Settled(
      String id,
      int number,
      LocalDateTime at,
      LocalDate begin,
      LocalDate end,
      boolean mid,
      LocalDateTime invoiceAt,
      LocalDateTime refundedAt,
      boolean refundedAfterAccepted,
      List<ChargeLine> lines) {}

  static Course of(Stay stay, Hospital hospital) {
    List<ChargeLine> lines = ChargeLine.of(stay, hospital);
    List<Settled> settlements = new ArrayList<>();
    String digits = stay.visit().replaceAll("\\D", "");
    LocalDate nextBegin = stay.admit().at().toLocalDate();
    for (int i = 0; i < stay.settle().size(); i++) {
      Stay.Settlement written = stay.settle().get(i);
      LocalDateTime at =
          written.at() != null
              ? written.at()
              : stay.discharge().at().plusMinutes(50 + stay.number() % 7 * 5L);
      LocalDate begin = written.begin() == null ? nextBegin : written.begin();
      LocalDate end =
          written.end() != null
              ? written.end()
              : written.mid() ? at.toLocalDate() : stay.discharge().at().toLocalDate();
      LocalDateTime invoiceAt =
          switch (written.invoice() == null ? "" : written.invoice()) {
            case "" -> at.plusMinutes(6);
            case "none" -> null;
            default -> LocalDateTime.parse(written.invoice().replace(' ', 'T'));
          };
      settlements.add(
          new Settled(
              written.id() == null ? "JS" + digits + String.format("%02d", i + 1) : written.id(),
              i + 1,
              at,
              begin,
              end,
              written.mid(),
              invoiceAt,
              written.refunded(),
              written.refundedAfterAccepted(),
              lines.stream()
                  .filter(line -> !line.at().toLocalDate().isBefore(begin))
                  .filter(line -> !line.at().toLocalDate().isAfter(end))
                  .toList()));
      if (written.mid()) {
        nextBegin = end.plusDays(1);
      }
    }
    boolean known = hospital.payer(stay.payer()).settles();
    return new Course(
        stay,
        hospital,
        Person.of(stay, hospital),
        known ? "MD" + digits : "",
        lines,
        List.copyOf(settlements));
  }

  /** The department at a time. */
  String departmentAt(LocalDateTime time) {
    String department = stay.admit().dept();
    for (Stay.Move move : stay.moves()) {
      if (!move.at().isAfter(time)) {
        department = move.dept();
      }
    }
    return department;
  }

  String bedAt(LocalDateTime time) {
    String bed = stay.admit().bed();
    for (Stay.Move move : stay.moves()) {
      if (!move.at().isAfter(time) && move.bed() != null) {
        bed = move.bed();
      }
    }
    return bed;
  }

  /** The department that discharges, or the one where the patient is. */
  String lastDepartment() {
    return departmentAt(LocalDateTime.MAX);
  }

  Hospital.Payer payer() {
    return hospital.payer(stay.payer());
  }

  Optional<Stay.Discharge> discharge() {
    return Optional.ofNullable(stay.discharge());
  }
}
