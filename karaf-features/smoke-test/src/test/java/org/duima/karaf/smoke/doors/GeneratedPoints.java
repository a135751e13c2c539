package org.duima.karaf.smoke.doors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Subject;
import org.duima.api.encounter.OrderLine.Kind;

/** A table of points that gives every class of ordered items something to say. */
final class GeneratedPoints {
  private static final String HEADER =
      "id,rule_class,codes,others,item_name,constraint,reading,detect_logic,basis,batch,"
          + "valid_from,valid_to,reaction,state\n";

  /** What the points of a logic demand. */
  private static final Map<String, String> READINGS =
      Map.ofEntries(
          Map.entry("second-line", "first=XZ92*"),
          Map.entry("indication", "dx=I10*,N18*"),
          Map.entry("course", "days=3; per=stay"),
          Map.entry("disease-catalogue", "disease=M03900"),
          Map.entry("level", "level=3"),
          Map.entry("unit-price", "price1=1; price2=2; price3=3"),
          Map.entry("discount", "group=测试手术组"),
          Map.entry("department", "dept=0301,0302"),
          Map.entry("frequency", "count=1; per=day"),
          Map.entry("cap", "amount=30; per=stay"),
          Map.entry("period", "count=1; per=30d"),
          Map.entry("sex", "sex=male"),
          Map.entry("quantity", "count=1; per=stay"),
          Map.entry("prescriber", "title=231,232"),
          Map.entry("needs-item", "need=0098*"),
          Map.entry("dose", "dose=10mg; dayDose=20mg"),
          Map.entry("repeat", "substance=测试成分"),
          Map.entry("contraindication", "dx=I10*,J18*"),
          Map.entry("pregnancy", "maternity=pregnant"));

  private final List<OrderGenerator.Item> items = new ArrayList<>();
  private final StringBuilder table = new StringBuilder(HEADER);

  GeneratedPoints(Iterable<RuleClass> classes) {
    int number = 0;
    for (RuleClass ruleClass : classes) {
      if (ruleClass.subject() == Subject.LINE
          && ruleClass.usesPoints()
          && !ruleClass.logic().equals("none")) {
        add(ruleClass, ++number);
      }
    }
  }

  /** The items that the points name. */
  List<OrderGenerator.Item> items() {
    return items;
  }

  /** The table as a file of the site. */
  String table() {
    return table.toString();
  }

  private void add(RuleClass ruleClass, int number) {
    Kind kind = kind(ruleClass.id());
    boolean pair = List.of("contained", "together").contains(ruleClass.logic());
    for (int i = 1; i <= 2; i++) {
      OrderGenerator.Item item = item(kind, 91, number, i, ruleClass.id());
      items.add(item);
      OrderGenerator.Item other =
          item(
              ruleClass.id().equals("service-consumable-duplicate") ? Kind.CONSUMABLE : kind,
              93,
              number,
              i,
              ruleClass.id() + "对方");
      if (pair) {
        items.add(other);
      }
      row(ruleClass, number, i, item, pair ? other.code() : "");
    }
    if (ruleClass.logic().equals("second-line")) {
      items.add(item(kind, 92, number, 1, "一线药"));
    }
    if (ruleClass.logic().equals("needs-item")) {
      items.add(new OrderGenerator.Item(Kind.SERVICE, "009800000010000", "配套项目"));
    }
  }

  private void row(
      RuleClass ruleClass, int number, int i, OrderGenerator.Item item, String others) {
    String reading = READINGS.getOrDefault(ruleClass.logic(), "");
    if (ruleClass.logic().equals("age") && ruleClass.defaults().isEmpty()) {
      reading = i == 1 ? "ageFrom=12y" : "ageTo=60y";
    } else if (ruleClass.logic().equals("visit-kind") && ruleClass.defaults().isEmpty()) {
      reading = i == 1 ? "visit=inpatient" : "visit=outpatient,emergency";
    }
    table.append(
        "G%03d-%d,%s,%s,%s,%s,测试限定,\"%s\",,测试依据,generated,,,%s,%s\n"
            .formatted(
                number,
                i,
                ruleClass.id(),
                item.code(),
                others,
                item.name(),
                reading,
                i == 1 ? "" : "I",
                number % 11 == 0 && i == 2 ? "silent" : "on"));
  }

  private static Kind kind(String ruleClass) {
    if (ruleClass.startsWith("slice")) {
      return Kind.SLICE;
    }
    if (ruleClass.startsWith("consumable")) {
      return Kind.CONSUMABLE;
    }
    return ruleClass.matches("(service|test|treatment|operation).*") ? Kind.SERVICE : Kind.DRUG;
  }

  private static OrderGenerator.Item item(Kind kind, int series, int number, int i, String name) {
    String code =
        switch (kind) {
          case DRUG -> "XZ%d%03dAA%dA0010101000001".formatted(series, number, i);
          case SLICE -> "T%d%03d%d000".formatted(series, number, i);
          case SERVICE -> "00%d%03d%d0010000".formatted(series, number, i);
          case CONSUMABLE -> "C%d%03d%d01010000001".formatted(series, number, i);
        };
    return new OrderGenerator.Item(kind, code, name + i + "<>◎&");
  }
}
