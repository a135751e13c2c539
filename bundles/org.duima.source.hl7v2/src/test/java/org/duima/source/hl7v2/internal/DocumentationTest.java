package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say is what the files do. */
class DocumentationTest {
  private static String read(String file) throws IOException {
    return Files.readString(Fixture.repository().resolve(file));
  }

  private static Set<String> all(String text, String pattern) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void listsEveryZFieldOfTheMappingAndNoOther() throws IOException {
    Set<String> mapped =
        all(read("mappings/sources/hl7v2.csv"), "^[^#,]+,[^,]+,(Z[A-Z0-9]{2}-\\d+),");
    assertThat(mapped).hasSizeGreaterThan(70);
    assertThat(all(read("docs/hl7v2.md"), "^\\| (Z[A-Z0-9]{2}-\\d+) \\|")).isEqualTo(mapped);
  }

  @Test
  void namesTheFactOfEveryZFieldAsTheMappingDoes() throws IOException {
    String csv = read("mappings/sources/hl7v2.csv");
    Matcher rows =
        Pattern.compile("^\\| (Z(?:YB|PI|FP)-\\d+) \\| ([a-z0-9_]+) \\|", Pattern.MULTILINE)
            .matcher(read("docs/hl7v2.md"));
    int count = 0;
    while (rows.find()) {
      assertThat(csv)
          .containsPattern(
              "(?m)^\\*,(?:settlement\\.)?" + rows.group(2) + "," + rows.group(1) + ",");
      count++;
    }
    assertThat(count).isGreaterThan(60);
  }

  @Test
  void namesEveryFinding() throws IOException {
    String page = read("docs/hl7v2.md");
    Set<String> rules = new TreeSet<>();
    try (var sources = Files.list(Path.of("src/main/java/org/duima/source/hl7v2/internal"))) {
      for (Path source : sources.filter(f -> !f.endsWith("MessageHead.java")).toList()) {
        rules.addAll(all(Files.readString(source), "\"(hl7\\.[a-z-]+)\",$"));
      }
    }
    assertThat(rules).hasSizeGreaterThan(12);
    assertThat(rules).allSatisfy(rule -> assertThat(page).contains(rule));
  }

  @Test
  void givesExamplesThatLoad(@TempDir Path folder) throws IOException {
    String readme = read("mappings/sources/README.md");
    Matcher block = Pattern.compile("```csv\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("site"));
    Files.writeString(folder.resolve("sources/hl7v2.csv"), read("mappings/sources/hl7v2.csv"));
    Files.writeString(folder.resolve("site/hl7v2.csv"), block.group(1));
    Fixture fixture = new Fixture(folder, Fixture.SITE);
    assertThat(fixture.files.reload()).extracting(Finding::path).isEmpty();
  }
}
