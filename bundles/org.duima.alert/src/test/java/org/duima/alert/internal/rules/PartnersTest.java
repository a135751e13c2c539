package org.duima.alert.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.duima.alert.internal.rules.Active.Span;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Origin;
import org.duima.api.alert.OrderContext.EarlierLine;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Kind;
import org.junit.jupiter.api.Test;

class PartnersTest {
  private static final LocalDateTime START = LocalDateTime.of(2026, 3, 1, 0, 0);

  /** Compared with looking at every one. */
  @Test
  void findsAPartnerIfAndOnlyIfThereIsOne() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      Map<Use, Span> spans = new HashMap<>();
      List<Use> uses = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Use use = use(i, random.nextInt(4));
        LocalDateTime from = START.plusHours(random.nextInt(60));
        spans.put(use, Span.sure(from, from.plusHours(random.nextInt(12))));
        uses.add(use);
      }
      Partners partners =
          new Partners(uses.subList(0, 8), spans::get, (a, b) -> a.identity().equals(b.identity()));
      for (Use use : uses) {
        Span span = spans.get(use);
        boolean isThere =
            uses.subList(0, 8).stream()
                .anyMatch(
                    other ->
                        !other.identity().equals(use.identity()) && meet(span, spans.get(other)));
        assertThat(partners.sure(use, span).isPresent()).isEqualTo(isThere);
        partners
            .sure(use, span)
            .ifPresent(
                found -> {
                  assertThat(found.identity()).isNotEqualTo(use.identity());
                  assertThat(meet(span, spans.get(found))).isTrue();
                });
      }
    }
  }

  private static boolean meet(Span one, Span other) {
    return one.from().isBefore(one.to())
        && other.from().isBefore(other.to())
        && one.from().isBefore(other.to())
        && other.from().isBefore(one.to());
  }

  private static Use use(int id, int item) {
    return Use.earlier(
        new EarlierLine(
            new OrderLine(
                "l" + id,
                "",
                "",
                Kind.DRUG,
                new Code(CodeSystem.DRUG, "", "X" + item),
                "",
                "",
                "",
                null,
                null,
                START,
                null,
                "",
                "",
                "",
                Set.of(),
                null,
                new Origin(0, "request", "line")),
            false,
            true,
            "ledger"),
        false);
  }
}
