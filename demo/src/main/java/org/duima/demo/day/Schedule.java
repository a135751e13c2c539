package org.duima.demo.day;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Puts what happens in a stay into the messages that tell of it, in the order they are sent. */
final class Schedule {
  private static final Set<String> TAKEN = Set.of("AA");
  private static final int LINES_PER_UPLOAD = 100;

  private final Course course;
  private final Stay stay;
  private final StayWriter writer;
  private final TransactionWriter transactions;
  private final List<Step> steps = new ArrayList<>();

  private record Step(
      LocalDateTime at,
      String sender,
      Message.Kind kind,
      String afterAccepted,
      Function<String, StayWriter.Written> message) {}

  private Schedule(Course course, StayWriter writer) {
    this.course = course;
    this.stay = course.stay();
    this.writer = writer;
    this.transactions = new TransactionWriter(course);
  }

  /** The messages of a stay in the order they are sent. */
  static List<Message> of(Course course, StayWriter writer) {
    Schedule schedule = new Schedule(course, writer);
    schedule.arrival();
    schedule.treatment();
    schedule.moneyAndCodes();
    schedule.rest();
    return schedule.messages();
  }

  private List<Message> messages() {
    steps.sort(Comparator.comparing(Step::at));
    String digits = stay.visit().replaceAll("\\D", "");
    List<Message> messages = new ArrayList<>();
    // whoever changes a list after its acceptance sends everything later only then, too
    String afterAccepted = "";
    for (Step step : steps) {
      if (!step.afterAccepted().isEmpty()) {
        afterAccepted = step.afterAccepted();
      }
      int number = messages.size() + 1;
      String controlId =
          step.kind() != Message.Kind.TRANSACTION
              ? step.sender() + digits + String.format("%03d", number)
              : course.hospital().code()
                  + step.at().format(java.time.format.DateTimeFormatter.ofPattern("yyyyMMddHHmmss"))
                  + String.format("%04d", (stay.number() * 61 + number) % 10_000);
      StayWriter.Written written = step.message().apply(controlId);
      messages.add(
          new Message(
              stay.visit(),
              course.person().no(),
              step.sender(),
              step.kind(),
              written.name(),
              step.at(),
              controlId,
              written.body(),
              step.kind() == Message.Kind.HL7 ? TAKEN : Message.HTTP_TAKEN,
              afterAccepted,
              ""));
    }
    for (Stay.Extra extra : stay.also()) {
      if (extra.what().equals("repeat")) {
        repeat(messages, extra);
      }
    }
    return List.copyOf(messages);
  }

  /** Sends the n-th message once more, byte by byte. */
  private static void repeat(List<Message> messages, Stay.Extra extra) {
    Message first = messages.get(Integer.parseInt(extra.with()) - 1);
    int place = 0;
    while (place < messages.size() && !messages.get(place).at().isAfter(extra.at())) {
      place++;
    }
    messages.add(
        place,
        new Message(
            first.visit(),
            first.lane(),
            first.sender(),
            first.kind(),
            first.name(),
            extra.at(),
            first.controlId(),
            first.body(),
            first.answers(),
            first.afterAccepted(),
            ""));
  }

  private void arrival() {
    Stay.Admission admit = stay.admit();
    if (admit.planned() != null) {
      adt("A05", admit.planned(), admit.planned());
    }
    if (admit.emergency() != null) {
      adt("A04", admit.emergency(), admit.emergency());
      adt("A06", admit.at(), admit.at());
    } else {
      adt("A01", admit.sent() == null ? admit.at() : admit.sent(), admit.at());
    }
    if (!course.mdtrtId().isEmpty() && !stay.inHl7()) {
      transaction("2401", admit.at().plusMinutes(12), transactions::admission);
    } else if (stay.inHl7()) {
      adt("A08", admit.at().plusMinutes(12), admit.at().plusMinutes(12));
    }
    if (!stay.working().isEmpty()) {
      LocalDateTime at = admit.at().plusMinutes(100);
      emr(at, head -> writer.workingDiagnoses(head, stay.working()));
    }
    for (Stay.Move move : stay.moves()) {
      LocalDateTime sent = move.sent() == null ? move.at() : move.sent();
      step("HIS", sent, id -> writer.transfer(new Head("HIS", id, sent, move.at(), true), move));
    }
    course.discharge().ifPresent(discharge -> adt("A03", discharge.at(), discharge.at()));
    if (!stay.inHl7()
        && stay.discharge() != null
        && !FrontPageFacts.allInTransactions(stay.facts().keySet())) {
      emr(stay.discharge().at().plusMinutes(35), writer::wardFacts);
    }
  }

  private void treatment() {
    for (int i = 0; i < stay.labs(); i++) {
      int number = i;
      LocalDateTime at = stay.admit().at().toLocalDate().plusDays(1L + i).atTime(7, 40 + i % 15);
      step("LIS", at, id -> writer.laboratory(new Head("LIS", id, at, at, true), number));
    }
    // the HIS tells of a day's charges in the evening, of the rest before the patient leaves
    List<ChargeLine> rest = new ArrayList<>(course.lines());
    while (!rest.isEmpty()) {
      LocalDate day =
          rest.stream().map(l -> l.known().toLocalDate()).min(LocalDate::compareTo).get();
      List<ChargeLine> lines =
          rest.stream().filter(line -> line.known().toLocalDate().equals(day)).toList();
      rest.removeAll(lines);
      LocalDateTime last =
          lines.stream().map(ChargeLine::known).max(LocalDateTime::compareTo).get();
      LocalDateTime evening = day.atTime(17, 20 + stay.number() % 30);
      LocalDateTime at = last.isAfter(evening) ? last.plusMinutes(1) : evening;
      if (stay.discharge() != null
          && at.isAfter(stay.discharge().at())
          && !last.isAfter(stay.discharge().at())) {
        at = last.plusMinutes(1);
      }
      LocalDateTime sent = at;
      step("HIS", sent, id -> writer.charges(new Head("HIS", id, sent, sent, true), lines));
    }
  }

  private void moneyAndCodes() {
    if (!course.mdtrtId().isEmpty() && !stay.inHl7()) {
      uploads();
      course
          .discharge()
          .ifPresent(d -> transaction("2402", d.at().plusMinutes(25), transactions::discharge));
    }
    for (Course.Settled settled : course.settlements()) {
      if (stay.inHl7()) {
        LocalDateTime at = settled.at();
        step("HIS", at, id -> writer.settlement(his(id, at), settled));
      } else {
        transaction("2304", settled.at(), (at, id) -> transactions.settlement(settled, id));
      }
      if (settled.invoiceAt() != null) {
        LocalDateTime at = settled.invoiceAt();
        step("HIS", at, id -> writer.invoice(his(id, at), settled));
      }
      if (settled.refundedAt() != null) {
        refund(settled);
      }
    }
    for (Stay.FrontPage page : stay.coded()) {
      String after =
          page.afterAccepted()
              ? course.settlements().get(course.settlements().size() - 1).id()
              : "";
      if (stay.inHl7()) {
        steps.add(
            new Step(
                page.at(),
                "EMR",
                writer.kind(),
                after,
                id -> writer.frontPage(new Head("EMR", id, page.at(), page.at(), true), page)));
      } else {
        steps.add(
            new Step(
                page.at(),
                "EMR",
                Message.Kind.TRANSACTION,
                after,
                id -> new StayWriter.Written("4401", transactions.frontPage(page, id))));
      }
    }
  }

  private void refund(Course.Settled settled) {
    LocalDateTime at = settled.refundedAt();
    String after = settled.refundedAfterAccepted() ? settled.id() : "";
    steps.add(
        stay.inHl7()
            ? new Step(at, "HIS", writer.kind(), after, id -> writer.refund(his(id, at), settled))
            : new Step(
                at,
                "HIS",
                Message.Kind.TRANSACTION,
                after,
                id -> new StayWriter.Written("2305", transactions.refund(settled, id))));
  }

  /** 2301 on every third night, before each settlement made during the stay, and at the end. */
  private void uploads() {
    List<ChargeLine> rest = new ArrayList<>(course.lines());
    if (rest.isEmpty()) {
      return;
    }
    List<LocalDateTime> times = new ArrayList<>();
    LocalDateTime last =
        course.lines().stream().map(ChargeLine::known).max(LocalDateTime::compareTo).get();
    for (LocalDate day = stay.admit().at().toLocalDate().plusDays(2);
        day.isBefore(last.toLocalDate());
        day = day.plusDays(3)) {
      times.add(day.atTime(23, 5 + stay.number() % 40));
    }
    course.settlements().stream()
        .filter(Course.Settled::mid)
        .forEach(settled -> times.add(settled.at().minusMinutes(15)));
    LocalDateTime end = last.plusMinutes(8);
    if (stay.discharge() != null && end.isBefore(stay.discharge().at())) {
      end = stay.discharge().at().plusMinutes(10);
    }
    times.add(end);
    times.sort(Comparator.naturalOrder());
    for (LocalDateTime time : times) {
      List<ChargeLine> lines = rest.stream().filter(line -> !line.known().isAfter(time)).toList();
      rest.removeAll(lines);
      for (int from = 0; from < lines.size(); from += LINES_PER_UPLOAD) {
        List<ChargeLine> part =
            lines.subList(from, Math.min(from + LINES_PER_UPLOAD, lines.size()));
        transaction("2301", time, (at, id) -> transactions.charges(at, id, part));
      }
    }
  }

  private void rest() {
    for (Stay.Extra extra : stay.also()) {
      LocalDateTime at = extra.leaves();
      Function<String, Head> head =
          id -> new Head("HIS", id, at, extra.at(), !extra.withoutVisit());
      switch (extra.what()) {
        case "cancel-admit" -> {
          step("HIS", at, id -> writer.movement(head.apply(id), "A11"));
          if (!course.mdtrtId().isEmpty() && !stay.inHl7()) {
            transaction("2404", at.plusMinutes(4), transactions::cancelAdmission);
          }
        }
        case "cancel-transfer" -> step("HIS", at, id -> writer.movement(head.apply(id), "A12"));
        case "cancel-discharge" -> step("HIS", at, id -> writer.movement(head.apply(id), "A13"));
        case "transfer" -> {
          String[] place = extra.with().split(" ");
          Stay.Move move = new Stay.Move(extra.at(), place[0], place[1], at);
          step("HIS", at, id -> writer.transfer(head.apply(id), move));
        }
        case "discharge" -> step("HIS", at, id -> writer.movement(head.apply(id), "A03"));
        case "to-outpatient" -> step("HIS", at, id -> writer.movement(head.apply(id), "A07"));
        case "update" -> step("HIS", at, id -> writer.movement(head.apply(id), "A08"));
        case "merge" -> step("HIS", at, id -> writer.merge(head.apply(id), extra.with()));
        case "working" -> emr(at, h -> writer.workingDiagnoses(h, extra.diagnoses()));
        case "observe" ->
            step("EMR", at, id -> writer.observation(sender("EMR", head.apply(id)), extra.with()));
        case "unsupported" ->
            step("HIS", at, id -> writer.unsupported(head.apply(id), extra.with()));
        case "reverse", "repeat" -> {
          // a reversal is among the charges; a repeat is made when all messages are known
        }
        default -> throw new IllegalArgumentException(stay.visit() + ": do: " + extra.what());
      }
    }
  }

  private static Head sender(String sender, Head head) {
    return new Head(sender, head.controlId(), head.sent(), head.happened(), head.visit());
  }

  private static Head his(String id, LocalDateTime at) {
    return new Head("HIS", id, at, at, true);
  }

  private void adt(String trigger, LocalDateTime sent, LocalDateTime happened) {
    step("HIS", sent, id -> writer.movement(new Head("HIS", id, sent, happened, true), trigger));
  }

  private void emr(LocalDateTime at, Function<Head, StayWriter.Written> message) {
    step("EMR", at, id -> message.apply(new Head("EMR", id, at, at, true)));
  }

  private void step(String sender, LocalDateTime at, Function<String, StayWriter.Written> message) {
    steps.add(new Step(at, sender, writer.kind(), "", message));
  }

  private void transaction(
      String infno,
      LocalDateTime at,
      java.util.function.BiFunction<LocalDateTime, String, byte[]> body) {
    steps.add(
        new Step(
            at,
            "HIS",
            Message.Kind.TRANSACTION,
            "",
            id -> new StayWriter.Written(infno, body.apply(at, id))));
  }
}
