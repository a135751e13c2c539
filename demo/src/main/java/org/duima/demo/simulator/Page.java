package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The page that a query asks for. */
record Page(int number, int size) {
  private static final BigDecimal LARGEST_SIZE = BigDecimal.valueOf(1_000);
  private static final BigDecimal LARGEST_NUMBER = BigDecimal.valueOf(1_000_000);

  /** What is wrong with page_num and page_size. */
  static List<Problem> check(JsonNode data) {
    List<Problem> problems = new ArrayList<>(Call.missing(data, "data", "page_num", "page_size"));
    if (problems.isEmpty()) {
      checkRange(data, "page_num", LARGEST_NUMBER, problems);
      checkRange(data, "page_size", LARGEST_SIZE, problems);
    }
    return problems;
  }

  private static void checkRange(
      JsonNode data, String field, BigDecimal largest, List<Problem> problems) {
    BigDecimal number = WireNumber.read(data.path(field));
    boolean whole = number != null && number.stripTrailingZeros().scale() <= 0;
    if (!whole || number.signum() <= 0 || number.compareTo(largest) > 0) {
      problems.add(Problem.ofCall("page", "data." + field + "：应为1到" + largest + "的整数"));
    }
  }

  /** The page of an input that was checked. */
  static Page of(JsonNode data) {
    return new Page(
        WireNumber.read(data.path("page_num")).intValueExact(),
        WireNumber.read(data.path("page_size")).intValueExact());
  }

  /** The rows of this page with the numbers around them; no data where the page has none. */
  Outcome of(List<ObjectNode> rows) {
    long first = (long) (number - 1) * size;
    if (first >= rows.size()) {
      return Outcome.noData();
    }
    ObjectNode output = Json.object();
    ArrayNode shown = output.putArray("data");
    rows.subList((int) first, (int) Math.min(rows.size(), first + size)).forEach(shown::add);
    output
        .put("pageNum", number)
        .put("pageSize", size)
        .put("size", shown.size())
        .put("pages", (rows.size() + size - 1) / size)
        .put("total", rows.size());
    return Outcome.done(output);
  }
}
