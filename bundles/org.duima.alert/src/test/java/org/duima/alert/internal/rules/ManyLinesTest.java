package org.duima.alert.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.alert.Match;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.RuleClass;
import org.duima.api.encounter.OrderLine;
import org.duima.api.spi.OrderRule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every class with an order of 2,000 lines after 2,000 earlier ones. The bound is wide, since a
 * machine may be busy; what grows with the square of the lines is beyond it by far.
 */
class ManyLinesTest {
  private static final int LINES = 2_000;
  private static final Duration BOUND = Duration.ofMillis(500);
  private static final Path FOLDER = Path.of("src/test/resources/cases");

  @TestFactory
  Stream<DynamicTest> judgesThousandsOfLinesAtOnce() throws IOException {
    Map<String, OrderRule> rules =
        Rules.all().stream().collect(Collectors.toMap(OrderRule::logic, Function.identity()));
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path path : files.filter(file -> file.toString().endsWith(".json")).sorted().toList()) {
        CaseFile file = CaseFile.read(path);
        if (file.subject() == RuleClass.Subject.LINE) {
          tests.add(
              DynamicTest.dynamicTest(file.id(), () -> isQuick(file, rules.get(file.logic()))));
        }
      }
    }
    return tests.stream();
  }

  private static void isQuick(CaseFile file, OrderRule rule) {
    // the case with most to look at
    CaseFile.Case first =
        file.cases().stream()
            .filter(each -> each.expect().stream().anyMatch(said -> said.startsWith("hit")))
            .findFirst()
            .orElseThrow();
    OrderCase order = many(file.order(first));
    List<Match> matches = CaseFile.matches(order, file.ruleClass());
    assertThat(rule.evaluate(order, file.ruleClass(), matches)).isNotNull();
    long begin = System.nanoTime();
    rule.evaluate(order, file.ruleClass(), matches);
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(taken).as(file.id()).isLessThan(BOUND);
  }

  private static OrderCase many(OrderCase one) {
    List<OrderLine> lines = new ArrayList<>();
    List<EarlierLine> earlier = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      OrderLine line = one.lines().get(i % one.lines().size());
      lines.add(numbered(line, "n" + i, one.context().at()));
      earlier.add(
          new EarlierLine(
              numbered(line, "e" + i, one.context().at().minusDays(i % 90)),
              i % 2 == 0,
              true,
              "ledger"));
    }
    OrderContext context = one.context();
    return new OrderCase(
        one.request(),
        new OrderContext(
            context.at(),
            context.sex(),
            context.birthDate(),
            context.insuranceKind(),
            context.medicalType(),
            context.visitKind(),
            context.selfPay(),
            context.hospitalLevel(),
            context.department(),
            context.admittedAt(),
            context.dischargedAt(),
            context.maternity(),
            context.chronicDisease(),
            context.diagnoses(),
            context.procedures(),
            context.allergies(),
            earlier,
            context.earlierSince()),
        lines,
        one.knowledge());
  }

  private static OrderLine numbered(OrderLine line, String id, LocalDateTime begin) {
    return new OrderLine(
        id,
        line.prescription(),
        line.group(),
        line.kind(),
        line.item(),
        line.itemName(),
        line.localCode(),
        line.localName(),
        line.supply(),
        line.dosage(),
        line.begin() == null ? begin : line.begin(),
        line.end(),
        line.department(),
        line.orderer(),
        line.ordererTitle(),
        line.marks(),
        line.firstLineUsed(),
        line.origin());
  }
}
