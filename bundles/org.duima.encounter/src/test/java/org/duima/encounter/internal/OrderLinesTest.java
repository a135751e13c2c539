package org.duima.encounter.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Origin;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.junit.jupiter.api.Test;

class OrderLinesTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 3, 15, 12, 0);
  private final OrderLines lines = new OrderLines();

  private static OrderLine line(String id, String name, LocalDateTime end, Set<Mark> marks) {
    return new OrderLine(
        id,
        "",
        "",
        Kind.DRUG,
        new Code(CodeSystem.DRUG, "", ""),
        "",
        "",
        name,
        null,
        null,
        null,
        end,
        "",
        "",
        "",
        marks,
        null,
        new Origin(1, "ORM^O01 1", "ORC"));
  }

  private void order(String id, String name) {
    lines.add(line(id, name, null, Set.of()));
  }

  private void cancel(String id) {
    lines.add(line(id, "", NOON, Set.of(Mark.CANCELLED)));
  }

  private List<String> cancelled() {
    return lines.lines().stream()
        .filter(line -> line.is(Mark.CANCELLED))
        .map(line -> line.id() + " " + line.displayName() + " " + line.end())
        .toList();
  }

  @Test
  void keepsWhatWasOrderedWhenItIsCancelledByItsNumber() {
    order("1", "阿莫西林");
    order("12", "头孢");
    cancel("1");
    assertThat(lines.lines()).hasSize(2);
    assertThat(cancelled()).containsExactly("1 阿莫西林 2026-03-15T12:00");
  }

  @Test
  void cancelsAllPartsOfACompoundByTheNumberOfTheOrder() {
    order("1/1", "丁香");
    order("1/2", "郁金");
    order("2/1", "甘草");
    cancel("1");
    assertThat(lines.lines()).hasSize(3);
    assertThat(cancelled()).containsExactly("1/1 丁香 2026-03-15T12:00", "1/2 郁金 2026-03-15T12:00");
  }

  @Test
  void knowsACancellationThatCameFirst() {
    cancel("3");
    assertThat(cancelled()).containsExactly("3  2026-03-15T12:00");
  }
}
