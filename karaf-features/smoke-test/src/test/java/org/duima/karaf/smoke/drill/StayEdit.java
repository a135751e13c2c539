package org.duima.karaf.smoke.drill;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.duima.demo.day.Coded;
import org.duima.demo.day.Stay;

/**
 * A change of a stay before its messages are written.
 *
 * <pre>
 * fact NAME=VALUE          a fact of the front page; empty: none
 * sex=M                    the patient's sex
 * way=5                    dscg_way
 * to=                      no receiving institution
 * principal=CODE NAME COND another principal diagnosis
 * other=CODE NAME COND     one more diagnosis
 * two-principals           the second diagnosis is marked as principal, too
 * repeat-diagnosis, repeat-operation
 * operation=CODE NAME      another main procedure
 * operation-at={admit-30h} its time
 * no-operator              without code and name of the operator
 * without settlement, front-page, discharge, invoice
 * </pre>
 */
final class StayEdit {
  static final String WORD = "stay ";

  private StayEdit() {}

  static Stay apply(String edit, Stay stay) {
    String[] sides = edit.split("=", 2);
    String value = sides.length == 2 ? sides[1] : "";
    return switch (sides[0].split(" ")[0]) {
      case "fact" -> fact(stay, sides[0].split(" ")[1], value);
      case "sex" -> new Copy(stay).sex(value).stay();
      case "way" -> discharge(stay, value, stay.discharge().to());
      case "to" -> discharge(stay, stay.discharge().way(), null);
      case "principal" -> codes(stay, page -> diagnoses(page, 0, Coded.of(value)));
      case "other" ->
          codes(stay, page -> diagnoses(page, page.diagnoses().size(), Coded.of(value)));
      case "two-principals" -> codes(stay, StayEdit::twoPrincipals);
      case "repeat-diagnosis" ->
          codes(stay, page -> diagnoses(page, page.diagnoses().size(), page.diagnoses().get(0)));
      case "repeat-operation" ->
          codes(stay, page -> operations(page, page.operations().size(), page.operations().get(0)));
      case "operation" -> operation(stay, Coded.of(value), null, null);
      case "operation-at" -> operation(stay, null, Moments.of(value, stay).at(), null);
      case "no-operator" -> operation(stay, null, null, "operator");
      case "without" -> without(stay, sides[0].split(" ")[1]);
      default -> throw new IllegalArgumentException("no such edit of a stay: " + edit);
    };
  }

  private static Stay fact(Stay stay, String name, String value) {
    Map<String, String> facts = new TreeMap<>(stay.facts());
    if (value.isEmpty()) {
      facts.remove(name);
    } else {
      facts.put(name, value);
    }
    return new Copy(stay).facts(facts).stay();
  }

  private static Stay discharge(Stay stay, String way, String to) {
    return new Copy(stay).discharge(new Stay.Discharge(stay.discharge().at(), way, to)).stay();
  }

  private static Stay without(Stay stay, String what) {
    return switch (what) {
      case "settlement" -> new Copy(stay).settle(List.of()).stay();
      case "front-page" -> new Copy(stay).coded(List.of()).stay();
      case "invoice" ->
          new Copy(stay)
              .settle(
                  stay.settle().stream()
                      .map(
                          s ->
                              new Stay.Settlement(
                                  s.id(), s.at(), s.begin(), s.end(), s.mid(), "none", null, false))
                      .toList())
              .stay();
      default -> throw new IllegalArgumentException("without " + what);
    };
  }

  private static Stay codes(Stay stay, UnaryOperator<Stay.FrontPage> edit) {
    return new Copy(stay).coded(stay.coded().stream().map(edit).toList()).stay();
  }

  private static Stay operation(Stay stay, Coded code, LocalDateTime at, String without) {
    return codes(
        stay,
        page -> {
          Stay.Operation old = page.operations().get(0);
          return operations(
              page,
              0,
              new Stay.Operation(
                  code == null ? old.code() : code,
                  at == null ? old.at() : at,
                  old.minutes(),
                  old.by(),
                  old.anaesthesia(),
                  without == null ? old.without() : without));
        });
  }

  private static Stay.FrontPage twoPrincipals(Stay.FrontPage page) {
    List<Coded> marked = new ArrayList<>(page.diagnoses());
    for (int i = 0; i < 2; i++) {
      Coded old = marked.get(i);
      marked.set(i, new Coded(old.code(), old.name(), old.condition(), old.becomes(), true));
    }
    return page(page, marked, page.operations());
  }

  /** Puts a diagnosis at a place, in the stead of what is there. */
  private static Stay.FrontPage diagnoses(Stay.FrontPage page, int place, Coded diagnosis) {
    return page(page, with(page.diagnoses(), place, diagnosis), page.operations());
  }

  private static Stay.FrontPage operations(Stay.FrontPage page, int place, Stay.Operation one) {
    return page(page, page.diagnoses(), with(page.operations(), place, one));
  }

  private static <T> List<T> with(List<T> rows, int place, T row) {
    List<T> changed = new ArrayList<>(rows);
    if (place < changed.size()) {
      changed.set(place, row);
    } else {
      changed.add(row);
    }
    return changed;
  }

  private static Stay.FrontPage page(
      Stay.FrontPage page, List<Coded> diagnoses, List<Stay.Operation> operations) {
    return new Stay.FrontPage(
        page.at(),
        page.afterAccepted(),
        diagnoses,
        page.disease(),
        page.syndromes(),
        operations,
        page.icu(),
        page.blood());
  }
}
