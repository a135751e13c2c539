package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.settlement.ListDraft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Settlements whose sums are right by construction: their lists keep every identity to the fen, and
 * a change of one fen anywhere is noticed.
 */
class GeneratedMoneyTest {
  private static final int SETTLEMENTS = 200;

  /** A stay with what its list must come to. */
  private record Case(ObjectNode stay, Money total, TreeMap<String, Money> categories) {}

  private static ObjectNode fixture() throws IOException {
    return StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
  }

  private static Stream<Integer> seeds() {
    return Stream.iterate(0, seed -> seed + 1).limit(SETTLEMENTS);
  }

  private static Case generate(int seed) throws IOException {
    Random random = new Random(seed);
    ObjectNode stay = fixture();
    ArrayNode charges = stay.putArray("charges");
    TreeMap<String, Money> categories = new TreeMap<>();
    long ownFen = 0;
    long overFen = 0;
    long preFen = 0;
    int lines = 1 + random.nextInt(60);
    for (int i = 1; i <= lines; i++) {
      String category = String.format("%02d", 1 + random.nextInt(14));
      long amount = 1 + random.nextInt(500_000);
      int level = 1 + random.nextInt(3);
      long own = level == 3 ? amount : random.nextInt((int) Math.min(amount, 5_000)) / 2;
      long over = level == 3 ? 0 : random.nextInt((int) (amount - own) + 1) / 3;
      ObjectNode line = charges.addObject();
      line.put("id", "G" + i).put("category", category).put("amount", yuan(amount));
      line.put("level", "0" + level).put("own", yuan(own)).put("over", yuan(over));
      long left = amount;
      int kind = random.nextInt(5);
      if (kind == 0) {
        left = 0;
      } else if (kind == 1) {
        left = amount - amount / 3;
      }
      if (left != amount) {
        ObjectNode reversal = charges.addObject();
        reversal.put("id", "G" + i + "R").put("reverses", "G" + i);
        reversal.put("amount", yuan(left - amount));
      }
      categories.merge(category, new Money(left), Money::plus);
      ownFen += left == amount ? own : 0;
      overFen += left == amount ? over : 0;
      preFen += random.nextInt(3) == 0 ? left / 20 : 0;
    }
    Money total = categories.values().stream().reduce(Money.ZERO, Money::plus);
    preFen = Math.min(preFen, total.fen() - ownFen - overFen);
    long fund = (total.fen() - ownFen - overFen - preFen) * random.nextInt(100) / 100;
    long share = random.nextInt(4) == 0 ? fund / 10 : 0;
    long personal = total.fen() - fund;
    fund -= share;
    long account = personal / (1 + random.nextInt(4)) / 2;
    long basic = fund / 2;
    ObjectNode settlement = (ObjectNode) stay.path("settlements").get(0);
    ((ObjectNode) settlement.path("facts"))
        .put("medfee_sumamt", total.toString())
        .put("fulamt_ownpay_amt", yuan(ownFen))
        .put("overlmt_selfpay", yuan(overFen))
        .put("preselfpay_amt", yuan(preFen))
        .put("inscp_scp_amt", yuan(total.fen() - ownFen - overFen - preFen))
        .put("fund_pay_sumamt", yuan(fund))
        .put("psn_part_amt", yuan(personal))
        .put("acct_pay", yuan(account))
        .put("psn_cash_pay", yuan(personal - account));
    ObjectNode funds = settlement.putObject("funds");
    funds.put("310100", yuan(basic)).put("330101", yuan(fund - basic));
    funds.put("310201", yuan(account)).put("999996", yuan(share));
    return new Case(stay, total, categories);
  }

  private static String yuan(long fen) {
    return new Money(fen).toString();
  }

  private static ListDraft draft(ObjectNode stay) {
    return TestWorld.maker().draft(StayJson.read(stay), TestWorld.options("4101")).get(0);
  }

  private static List<String> identities(ListDraft draft) {
    return draft.findings().stream()
        .map(Finding::rule)
        .filter(rule -> rule.matches("SL-A(0[1-8]|13|14).*"))
        .toList();
  }

  private static ObjectNode input(ListDraft draft) throws IOException {
    return StayJson.tree(new String(draft.input(), java.nio.charset.StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theCategoriesOfAListAddUpToItsSettlementToTheFen(int seed) throws IOException {
    Case given = generate(seed);
    ListDraft draft = draft(given.stay());
    assertThat(identities(draft)).isEmpty();
    Money sum = Money.ZERO;
    TreeMap<String, Money> categories = new TreeMap<>();
    for (var row : input(draft).path("iteminfo")) {
      Money amount = Money.ofYuan(row.path("amt").decimalValue());
      Money columns =
          Stream.of("claa_sumfee", "clab_amt", "fulamt_ownpay_amt", "oth_amt")
              .map(column -> Money.ofYuan(row.path(column).decimalValue()))
              .reduce(Money.ZERO, Money::plus);
      assertThat(columns).isEqualTo(amount);
      categories.put(row.path("med_chrgitm").asText(), amount);
      sum = sum.plus(amount);
    }
    assertThat(sum).isEqualTo(given.total());
    assertThat(categories).isEqualTo(given.categories());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "medfee_sumamt",
        "fulamt_ownpay_amt",
        "overlmt_selfpay",
        "preselfpay_amt",
        "inscp_scp_amt",
        "fund_pay_sumamt",
        "psn_part_amt",
        "acct_pay",
        "psn_cash_pay"
      })
  void aFactOfTheSettlementThatIsOneFenOffIsNoticed(String fact) throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Case given = generate(seed);
      ObjectNode facts = (ObjectNode) given.stay().path("settlements").get(0).path("facts");
      BigDecimal stated = new BigDecimal(facts.path(fact).asText());
      facts.put(fact, stated.add(new BigDecimal("0.01")).toPlainString());
      assertThat(identities(draft(given.stay()))).as(fact + " " + seed).isNotEmpty();
    }
  }

  @Test
  void aChargeLineThatIsOneFenOffIsNoticed() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Case given = generate(seed);
      ObjectNode line = (ObjectNode) given.stay().path("charges").get(0);
      line.put(
          "amount",
          new BigDecimal(line.path("amount").asText()).add(new BigDecimal("0.01")).toPlainString());
      assertThat(identities(draft(given.stay()))).contains("SL-A01");
    }
  }

  @Test
  void aFundThatIsOneFenOffIsNoticed() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Case given = generate(seed);
      ObjectNode funds = (ObjectNode) given.stay().path("settlements").get(0).path("funds");
      BigDecimal stated = new BigDecimal(funds.path("310100").asText());
      funds.put("310100", stated.add(new BigDecimal("0.01")).toPlainString());
      assertThat(identities(draft(given.stay()))).anyMatch(rule -> rule.startsWith("SL-A04"));
    }
  }

  /** Of a document: each amount of the three nodes that the identities speak of. */
  @Test
  void anAmountOfADocumentThatIsOneFenOffIsNoticed() throws IOException {
    Case given = generate(7);
    List<String> unnoticed = new ArrayList<>();
    for (String node : List.of("iteminfo", "payinfo")) {
      int rows = input(draft(given.stay())).path(node).size();
      for (int i = 0; i < rows; i++) {
        for (String field : fields(input(draft(given.stay())), node, i)) {
          ObjectNode document = input(draft(given.stay()));
          ObjectNode row = (ObjectNode) document.path(node).get(i);
          row.put(field, row.path(field).decimalValue().add(new BigDecimal("0.01")));
          byte[] bytes = document.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
          if (TestWorld.maker().check(bytes, TestWorld.NOW).stream()
              .noneMatch(f -> f.rule().startsWith("SL-A0"))) {
            unnoticed.add(node + "[" + i + "]." + field);
          }
        }
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  private static List<String> fields(ObjectNode document, String node, int row) {
    List<String> fields = new ArrayList<>();
    document
        .path(node)
        .get(row)
        .fields()
        .forEachRemaining(
            e -> {
              if (e.getValue().isNumber()) {
                fields.add(e.getKey());
              }
            });
    return fields;
  }

  @Test
  void anAmountOfTheListThatIsNotThatOfItsLinesHoldsTheList() throws IOException {
    ListDraft draft = draft(generate(3).stay());
    assertThat(draft.state()).isNotEqualTo(ListDraft.State.HELD);
    ObjectNode stay = generate(3).stay();
    ((ObjectNode) stay.path("charges").get(0)).put("category", "");
    ((ObjectNode) stay.path("charges").get(0)).remove("category");
    assertThat(draft(stay).findings())
        .filteredOn(finding -> finding.rule().equals("SL-A08"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.isError()).isTrue());
  }
}
