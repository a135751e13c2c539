package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;
import org.duima.api.site.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sound lists with one field spoilt at a time. Which fields there are, and what each of them asks
 * for, says the field table: a field that is added there is tried here.
 */
class MutationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final FieldTable TABLE = TestWorld.FILES.tables().fields().of("");
  private static final Path CHECKS = Path.of("src/test/resources/checks");

  /** What is wrong with a text. */
  private enum Fault {
    EMPTIED,
    LENGTHENED,
    MISTYPED
  }

  /** Texts that spoil a field; none where the fault cannot be. */
  private static List<String> spoilt(Fault fault, Field field) {
    return switch (fault) {
      case EMPTIED -> List.of("", " ");
      case LENGTHENED ->
          switch (field.type()) {
            case C -> field.length() == 0 ? List.of() : List.of("长".repeat(field.length() + 1));
            case N -> List.of("9".repeat(Math.max(field.length(), 1) + 1), "1.12345");
            case D, DT -> List.of("2026-03-02 09:00:00.000");
          };
      case MISTYPED ->
          switch (field.type()) {
            case C -> List.of();
            case N -> List.of("一", "３", "1e2", "1,000");
            case D -> List.of("2026-02-30", "2026/03/02", "２０２６-03-02", "2026-03-02 09:00:00");
            case DT -> List.of("2026-02-30 09:00:00", "2026-03-02", "2026-03-02 ０９:00:00");
          };
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"4101A", "4101"})
  void aSpoiltFieldOfADocumentIsNoticedUnderItsName(String form) throws IOException {
    ObjectNode sound = (ObjectNode) JSON.readTree(CHECKS.resolve(form + ".json").toFile());
    String base = form.equals("4101A") ? "/input/" : "/";
    SettlementList read = read(sound);
    List<String> unnoticed = new ArrayList<>();
    int tried = 0;
    for (String node : TABLE.nodes(form)) {
      for (Field field : TABLE.fields(form, node)) {
        for (Fault fault : Fault.values()) {
          Row before = first(read, node);
          if (fault == Fault.EMPTIED && !isRequired(field, before, read)) {
            continue;
          }
          for (String text : spoilt(fault, field)) {
            ObjectNode tree = sound.deepCopy();
            row(tree, base, node).put(field.name(), text);
            tried++;
            List<Finding> found =
                TestWorld.maker().check(JSON.writeValueAsBytes(tree), TestWorld.NOW);
            if (found.stream().noneMatch(f -> f.path().endsWith("." + field.name()))) {
              unnoticed.add(node + "." + field.name() + " " + fault + " " + text);
            }
          }
        }
      }
    }
    assertThat(unnoticed).isEmpty();
    assertThat(tried).isGreaterThan(150);
  }

  /** The fixture may have no row of a node; a bare one is as good. */
  private static ObjectNode row(ObjectNode tree, String base, String node) {
    if (node.equals(SettlementList.INFO)) {
      return (ObjectNode) tree.at(base + node);
    }
    ArrayNode rows = (ArrayNode) tree.at(base + node);
    return rows.isEmpty() ? rows.addObject() : (ObjectNode) rows.get(0);
  }

  private static Row first(SettlementList list, String node) {
    return list.rows(node).stream().findFirst().orElse(new Row(node + "[0]", Map.of()));
  }

  private static SettlementList read(ObjectNode document) throws IOException {
    Findings none = new Findings(TestWorld.FILES.tables());
    return WireReader.read(JSON.writeValueAsBytes(document), TABLE, none).orElseThrow();
  }

  private static boolean isRequired(Field field, Row row, SettlementList list) {
    return switch (field.required()) {
      case ALWAYS -> true;
      case CONDITIONAL -> field.condition().orElseThrow().holds(row, list);
      case NO -> false;
    };
  }

  static Stream<Path> stays() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      return Stream.concat(
          Stream.of(CHECKS.resolve("stay.json")),
          files.filter(f -> f.toString().endsWith(".in.json")).sorted())
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("stays")
  void aSpoiltFieldOfAnAssembledListIsNoticedUnderItsName(Path file) throws IOException {
    ObjectNode tree = StayJson.tree(Files.readString(file));
    List<String> unnoticed = new ArrayList<>();
    for (String form : List.of("4101A", "4101")) {
      for (SettlementList list : lists(tree, form)) {
        for (Spoilt spoilt : spoilt(list)) {
          if (Checks.run(spoilt.list(), TestWorld.background()).stream()
              .noneMatch(f -> f.path().equals(spoilt.path()))) {
            unnoticed.add(form + " " + spoilt.path() + " " + spoilt.fault());
          }
        }
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  /**
   * One spoilt list.
   *
   * @param path the spoilt field
   */
  private record Spoilt(SettlementList list, String path, Fault fault) {}

  private static List<Spoilt> spoilt(SettlementList list) {
    List<Spoilt> all = new ArrayList<>();
    for (String node : TABLE.nodes(list.infno())) {
      for (int i = 0; i < list.rows(node).size(); i++) {
        Row row = list.rows(node).get(i);
        for (Field field : TABLE.fields(list.infno(), node)) {
          for (Fault fault : Fault.values()) {
            if (fault == Fault.EMPTIED && !asksFor(field, row, list)) {
              continue;
            }
            for (String text : spoilt(fault, field)) {
              Row changed = with(row, field.name(), text);
              all.add(
                  new Spoilt(
                      replace(list, node, i, changed), row.path() + "." + field.name(), fault));
            }
          }
        }
      }
    }
    return all;
  }

  /** A code that matching left open is reported as that, not as missing. */
  private static boolean asksFor(Field field, Row row, SettlementList list) {
    return isRequired(field, row, list) && !row.has(CodedRows.UNMAPPED);
  }

  private static Row with(Row row, String field, String text) {
    Map<String, Value> values = new LinkedHashMap<>(row.values());
    if (text.isBlank()) {
      values.remove(field);
    } else {
      values.put(field, new Value(text, "test"));
    }
    return new Row(row.path(), values);
  }

  private static SettlementList replace(SettlementList list, String node, int index, Row changed) {
    if (node.equals(SettlementList.INFO)) {
      return new SettlementList(list.infno(), changed, list.nodes());
    }
    Map<String, List<Row>> nodes = new HashMap<>(list.nodes());
    List<Row> rows = new ArrayList<>(list.rows(node));
    rows.set(index, changed);
    nodes.put(node, rows);
    return new SettlementList(list.infno(), list.info(), nodes);
  }

  private static List<SettlementList> lists(ObjectNode tree, String form) {
    Map<String, String> settings = new HashMap<>(TestWorld.settings());
    tree.path("site")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    Stay stay = StayJson.read(tree);
    List<SettlementList> lists = new ArrayList<>();
    for (Settlement settlement : stay.settlements()) {
      lists.add(
          Assembler.assemble(
                  form,
                  new ListCase(stay, settlement, Site.of(settings)),
                  TestWorld.background(),
                  new Findings(TestWorld.FILES.tables()))
              .list());
    }
    return lists;
  }

  /** Else a condition could stand in the table that no test ever meets. */
  @Test
  void everyConditionOfTheTableHoldsInSomeList() throws IOException {
    TreeSet<String> never = new TreeSet<>();
    for (String form : List.of("4101A", "4101")) {
      List<SettlementList> lists = new ArrayList<>();
      for (Path file : stays().toList()) {
        lists.addAll(lists(StayJson.tree(Files.readString(file)), form));
      }
      for (String node : TABLE.nodes(form)) {
        for (Field field : TABLE.fields(form, node)) {
          if (field.required() == Field.Required.CONDITIONAL
              && lists.stream()
                  .noneMatch(
                      list ->
                          list.rows(node).stream().anyMatch(row -> isRequired(field, row, list)))) {
            never.add(form + " " + node + "." + field.name());
          }
        }
      }
    }
    assertThat(never).isEmpty();
  }
}
