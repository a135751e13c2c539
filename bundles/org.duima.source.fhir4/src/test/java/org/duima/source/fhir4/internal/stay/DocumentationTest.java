package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/fhir-mapping.md says is what the mapping and the code do. */
class DocumentationTest {
  private static String read(String path) throws IOException {
    return Files.readString(Fixture.repository().resolve(path));
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
  void listsEveryExtensionOfTheMappingWithItsFields() throws IOException {
    Set<String> mapped = new TreeSet<>();
    Matcher rows =
        Pattern.compile("^(?!#)[A-Za-z|]+,([A-Za-z0-9_.]+),(.*)$", Pattern.MULTILINE)
            .matcher(read("mappings/sources/fhir-r4.csv"));
    while (rows.find()) {
      for (String url : all(rows.group(2), "extension\\('(urn:duima:[a-z0-9-]+)'\\)")) {
        mapped.add(url + " | " + rows.group(1));
      }
    }
    assertThat(mapped).hasSizeGreaterThan(80);
    assertThat(
            all(read("docs/fhir-mapping.md"), "^\\| (urn:duima:[a-z0-9-]+ \\| [A-Za-z0-9_.]+) \\|"))
        .isEqualTo(mapped);
  }

  @Test
  void namesEveryFinding() throws IOException {
    String page = read("docs/fhir-mapping.md");
    Set<String> rules = new TreeSet<>();
    try (var sources = Files.list(Path.of("src/main/java/org/duima/source/fhir4/internal/stay"))) {
      for (Path source : sources.toList()) {
        rules.addAll(all(Files.readString(source), "\"(fhir\\.[a-z]+(?:-[a-z]+)+)\""));
      }
    }
    assertThat(rules).hasSizeGreaterThan(15);
    assertThat(rules).allSatisfy(rule -> assertThat(page).contains(rule));
  }

  @Test
  void givesExamplesThatLoad(@TempDir Path folder) throws IOException {
    Matcher block =
        Pattern.compile("```csv\n(resource,.*?)```", Pattern.DOTALL)
            .matcher(read("mappings/sources/README.md"));
    assertThat(block.find()).isTrue();
    Files.createDirectories(folder.resolve("sources"));
    Files.createDirectories(folder.resolve("site"));
    Files.writeString(folder.resolve("sources/fhir-r4.csv"), read("mappings/sources/fhir-r4.csv"));
    Files.writeString(folder.resolve("site/fhir-r4.csv"), block.group(1));
    assertThat(new Fixture(folder).files.reload()).isEmpty();
  }
}
