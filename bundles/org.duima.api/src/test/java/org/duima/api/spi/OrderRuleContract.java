package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.duima.api.Code;
import org.duima.api.Editions;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Known;
import org.duima.api.alert.Match;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.alert.OrderContext.KnownDiagnosis;
import org.duima.api.alert.OrderContext.KnownProcedure;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link OrderRule} promises. A test class of a rule extends it and names its subjects;
 * the orders are made here.
 */
public abstract class OrderRuleContract {
  private static final LocalDateTime AT = LocalDateTime.of(2026, 4, 1, 9, 0);
  private static final int MANY_LINES = 2_000;
  private static final Duration MANY_LINES_LIMIT = Duration.ofSeconds(5);
  private static final int THREADS = 8;
  private static final int ROUNDS = 25;
  private static final Opinion[] NOTHING = new Opinion[0];

  /**
   * A rule with a class that it evaluates.
   *
   * @param points of the class; empty for a class without points
   */
  public record Evaluated(OrderRule rule, RuleClass ruleClass, List<KnowledgePoint> points) {
    public Evaluated {
      points = List.copyOf(points);
    }
  }

  /** The rules under test, each with the classes that it evaluates. */
  protected abstract Stream<Evaluated> subjects();

  /** Names of items that the rule has an opinion on, besides those that its points name. */
  protected List<String> itemNames() {
    return List.of();
  }

  @TestFactory
  final Stream<DynamicTest> hasAName() {
    return each(
        one -> {
          assertThat(one.rule().logic()).matches("[A-Za-z0-9-]+");
          assertThat(one.ruleClass().logic()).isEqualTo(one.rule().logic());
          assertThat(one.rule().classes()).allMatch(own -> !own.usesPoints());
        });
  }

  @TestFactory
  final Stream<DynamicTest> answersAnOrderOfNothing() {
    return each(one -> check(one, order(List.of(), stranger())));
  }

  @TestFactory
  final Stream<DynamicTest> answersWhereNothingIsKnownOfThePatient() {
    return each(one -> check(one, order(bareLines(one), stranger())));
  }

  @TestFactory
  final Stream<DynamicTest> answersWhereEverythingIsKnown() {
    return each(one -> check(one, order(fullLines(one, 12), patient(one))));
  }

  @TestFactory
  final Stream<DynamicTest> holdsNothingBetweenCalls() {
    return each(
        one -> {
          OrderCase full = order(fullLines(one, 12), patient(one));
          List<Opinion> first = check(one, full);
          check(one, order(bareLines(one), stranger()));
          assertThat(check(one, full)).containsExactly(first.toArray(NOTHING));
        });
  }

  @TestFactory
  final Stream<DynamicTest> answersSeveralThreadsAlike() {
    return each(
        one -> {
          OrderCase full = order(fullLines(one, 12), patient(one));
          OrderCase bare = order(bareLines(one), stranger());
          List<Opinion> ofFull = check(one, full);
          List<Opinion> ofBare = check(one, bare);
          ExecutorService threads = Executors.newFixedThreadPool(THREADS);
          try {
            List<Callable<Boolean>> asked = new ArrayList<>();
            for (int i = 0; i < THREADS * ROUNDS; i++) {
              OrderCase order = i % 2 == 0 ? full : bare;
              List<Opinion> expected = i % 2 == 0 ? ofFull : ofBare;
              asked.add(() -> evaluate(one, order).equals(expected));
            }
            for (Future<Boolean> answer : threads.invokeAll(asked)) {
              assertThat(answer.get()).isTrue();
            }
          } finally {
            threads.shutdownNow();
          }
        });
  }

  @TestFactory
  final Stream<DynamicTest> answersTwoThousandLinesInTime() {
    return each(
        one -> {
          OrderCase order = order(fullLines(one, MANY_LINES), patient(one));
          List<Match> matches = matches(one, order);
          assertTimeoutPreemptively(
              MANY_LINES_LIMIT,
              () -> assertThat(one.rule().evaluate(order, one.ruleClass(), matches)).isNotNull());
        });
  }

  private Stream<DynamicTest> each(Check check) {
    return subjects().map(one -> dynamicTest(one.ruleClass().id(), () -> check.of(one)));
  }

  @FunctionalInterface
  private interface Check {
    void of(Evaluated one) throws Exception;
  }

  private static List<Opinion> evaluate(Evaluated one, OrderCase order) {
    return one.rule().evaluate(order, one.ruleClass(), matches(one, order));
  }

  /** What an opinion must be, whatever it is about. */
  private static List<Opinion> check(Evaluated one, OrderCase order) {
    List<Opinion> opinions = evaluate(one, order);
    assertThat(opinions).isNotNull().doesNotContainNull();
    Set<String> ids = new HashSet<>();
    order.lines().forEach(line -> ids.add(line.id()));
    for (Opinion opinion : opinions) {
      assertThat(ids).containsAll(opinion.lineIds());
      opinion.point().ifPresent(point -> assertThat(one.points()).contains(point));
      if (opinion instanceof Opinion.Hit hit) {
        assertThat(hit.facts()).as("a hit tells what it was concluded from").isNotEmpty();
        for (Evidence fact : hit.facts()) {
          assertThat(fact.name()).isNotBlank();
          assertThat(fact.source()).isNotBlank();
        }
      } else if (opinion instanceof Opinion.CannotTell lacking) {
        assertThat(lacking.missing()).as("what it would need").isNotEmpty();
      }
    }
    return opinions;
  }

  // ---------------------------------------------------------------- orders

  private static OrderCase order(List<OrderLine> lines, OrderContext context) {
    OrderRequest request =
        new OrderRequest(
            "C1",
            "contract",
            Scene.SIGN,
            "",
            AT,
            List.of(),
            "",
            "",
            OrderRequest.Stated.NOTHING,
            lines,
            List.of(),
            Set.of());
    return new OrderCase(request, context, lines, new NoKnowledge());
  }

  /** Names and codes that the class's points name, and those that the rule looks for. */
  private List<String[]> items(Evaluated one) {
    List<String[]> items = new ArrayList<>();
    for (KnowledgePoint point : one.points()) {
      Stream.concat(point.codes().stream(), point.others().stream())
          .map(code -> code.endsWith("*") ? code.replace("*", "0000000001") : code)
          .map(
              code ->
                  code.startsWith("name:")
                      ? new String[] {"", code.substring("name:".length())}
                      : new String[] {code, point.itemName()})
          .forEach(items::add);
    }
    itemNames().forEach(name -> items.add(new String[] {"", name}));
    items.add(new String[] {"", "无人知道的项目<>◎&"});
    return items;
  }

  private List<OrderLine> bareLines(Evaluated one) {
    List<OrderLine> lines = new ArrayList<>();
    for (String[] item : items(one)) {
      if (lines.size() < 20) {
        lines.add(line("B" + lines.size(), item, OrderLine.Supply.UNKNOWN, null, null));
      }
    }
    return lines;
  }

  private List<OrderLine> fullLines(Evaluated one, int count) {
    List<String[]> items = items(one);
    List<OrderLine> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(
          line(
              "L" + i,
              items.get(i % items.size()),
              new OrderLine.Supply(
                  BigDecimal.valueOf(3), "片", Money.parseYuan("10.00"), Money.parseYuan("30.00")),
              new OrderLine.Dosage(
                  BigDecimal.valueOf(500), "mg", BigDecimal.valueOf(3), "tid", 30, "po"),
              AT.minusMinutes(i % 600)));
    }
    return lines;
  }

  private static OrderLine line(
      String id,
      String[] item,
      OrderLine.Supply supply,
      OrderLine.Dosage dosage,
      LocalDateTime begin) {
    Kind kind =
        switch (item[0].isEmpty() ? '-' : item[0].charAt(0)) {
          case 'T' -> Kind.SLICE;
          case 'X', 'Z' -> Kind.DRUG;
          case 'C' -> Kind.CONSUMABLE;
          default -> Kind.SERVICE;
        };
    return new OrderLine(
        id,
        "",
        "",
        kind,
        new Code(kind.system(), Editions.INSURANCE_2_0, item[0]),
        item[1],
        "",
        "",
        supply,
        dosage,
        begin,
        null,
        "0301",
        "D1",
        "234",
        Set.of(),
        false,
        new Origin(0, "contract", id));
  }

  private static OrderContext stranger() {
    return new OrderContext(
        AT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static <T> Optional<Known<T>> known(T value) {
    return Optional.of(new Known<>(value, "contract"));
  }

  private OrderContext patient(Evaluated one) {
    List<EarlierLine> earlier =
        fullLines(one, 40).stream()
            .map(
                line ->
                    new EarlierLine(
                        line(
                            "E" + line.id(),
                            new String[] {line.item().value(), line.itemName()},
                            line.supply(),
                            line.dosage(),
                            AT.minusHours(5)),
                        false,
                        true,
                        "contract"))
            .toList();
    return new OrderContext(
        AT,
        known(OrderContext.Sex.FEMALE),
        known(LocalDate.of(2020, 1, 1)),
        known("310"),
        known("21"),
        known(OrderContext.VisitKind.INPATIENT),
        known(false),
        known(1),
        known("0999"),
        known(AT.minusDays(3)),
        Optional.empty(),
        known(OrderContext.Maternity.PREGNANT),
        known("M01600"),
        List.of(new KnownDiagnosis("C61.x00", "C61.x00", "前列腺恶性肿瘤", true, "contract")),
        List.of(
            new KnownProcedure(
                "60.5x00", "60.5x00", "前列腺根治术", AT.minusDays(1), AT.minusDays(1), "contract")),
        Optional.of(List.of(new Known<>("青霉素", "contract"))),
        earlier,
        Optional.of(AT.toLocalDate().minusDays(3)));
  }

  /** Every point with every line that it names. */
  private static List<Match> matches(Evaluated one, OrderCase order) {
    List<Match> matches = new ArrayList<>();
    if (!one.ruleClass().usesPoints()) {
      return matches;
    }
    for (KnowledgePoint point : one.points()) {
      if (one.ruleClass().subject() == Subject.LINE) {
        for (OrderLine line : order.lines()) {
          if (names(point.codes(), line)) {
            matches.add(new Match(point, new Match.Line(line), false));
          } else if (names(point.others(), line)) {
            matches.add(new Match(point, new Match.Line(line), true));
          }
        }
      } else if (one.ruleClass().subject() == Subject.DIAGNOSIS) {
        order
            .context()
            .diagnoses()
            .forEach(d -> matches.add(new Match(point, new Match.Diagnosed(d), false)));
      } else {
        order
            .context()
            .procedures()
            .forEach(p -> matches.add(new Match(point, new Match.Operated(p), false)));
      }
    }
    return matches;
  }

  private static boolean names(List<String> codes, OrderLine line) {
    for (String code : codes) {
      String value = line.item().value();
      if (code.equals("name:" + line.itemName())
          || !value.isEmpty()
              && (code.endsWith("*")
                  ? value.startsWith(code.substring(0, code.length() - 1))
                  : code.equals(value))) {
        return true;
      }
    }
    return false;
  }
}
