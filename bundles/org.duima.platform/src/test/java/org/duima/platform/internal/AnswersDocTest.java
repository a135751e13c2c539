package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.Finding;
import org.junit.jupiter.api.Test;

/** The table in the documentation; {@code -DargLine=-Dgolden.write=true} writes it anew. */
class AnswersDocTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "platform-conversation.md");
  private static final String BEGIN = "<!-- answers -->\n";
  private static final String END = "<!-- /answers -->";

  private static String table() {
    List<Finding> findings = new ArrayList<>();
    StringBuilder table =
        new StringBuilder(
            "| id | layer | match | kind | who | 含义与做法 meaning and advice | 依据 |\n"
                + "|---|---|---|---|---|---|---|\n");
    for (TableFile.Line line :
        new TableFile(Tables.MAPPINGS.resolve("platform/answers.csv"), findings)
            .read(List.of("id"))) {
      boolean unknown = line.cell("outcome").equals("unknown");
      table.append(
          "| %s | %s | %s | %s | %s | %s。%s · %s; %s | %s |\n"
              .formatted(
                  line.cell("id"),
                  line.cell("layer"),
                  line.cell("match").equals("*")
                      ? "…"
                      : line.cell("match").replace("&", " + ").replace("|", "、"),
                  line.cell("kind") + (unknown ? " (unknown)" : ""),
                  line.cell("who"),
                  line.cell("meaning_zh"),
                  line.cell("advice_zh"),
                  line.cell("meaning_en"),
                  line.cell("advice_en"),
                  line.cell("source")));
    }
    assertThat(findings).isEmpty();
    return table.toString();
  }

  @Test
  void thePageShowsTheTableAsItShips() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isLessThanOrEqualTo(end);
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).isEqualTo(table());
    }
  }
}
