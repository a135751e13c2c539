package org.example.duima.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever docs/extending/order-rule.md shows of code is code of this sample. */
class DocumentTest {
  private static final Path DOCUMENT = Path.of("../../docs/extending/order-rule.md");
  private static final Pattern SNIPPET =
      Pattern.compile("```(?:java|xml)\\n(.*?)```", Pattern.DOTALL);
  private static final int FEW = 4;

  @Test
  void everySnippetIsPartOfTheSample() throws IOException {
    List<String> sources = new ArrayList<>();
    sources.add(Files.readString(Path.of("pom.xml")));
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.add(Files.readString(file));
      }
    }
    List<String> snippets = new ArrayList<>();
    Matcher matcher = SNIPPET.matcher(Files.readString(DOCUMENT));
    while (matcher.find()) {
      snippets.add(matcher.group(1));
    }
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(FEW);
    for (String snippet : snippets) {
      // a document leaves out what does not matter to it: each of its parts stands for itself
      for (String part : snippet.split("(?m)^ *…\\n")) {
        assertThat(sources).as(part).anyMatch(source -> source.contains(part));
      }
    }
  }
}
