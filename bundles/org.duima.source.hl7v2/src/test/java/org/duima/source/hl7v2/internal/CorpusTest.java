package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.receive.Reading;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Messages of other projects: each is read, or refused with segment and reason. */
class CorpusTest {
  private static final Path CORPUS =
      Path.of(
          System.getProperty(
              "duima.data", Fixture.repository().resolve("../shared/data").toString()),
          "hl7v2");

  @Test
  void readsOrRefusesEveryMessageOfTheCorpora() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(CORPUS), "no corpus here");
    Fixture fixture =
        new Fixture(
            Fixture.repository().resolve("mappings"),
            org.duima.api.site.Site.of(Map.of("institution.H11010500001.name", "测试人民医院")));
    assertThat(fixture.files.reload()).isEmpty();
    List<Path> files;
    try (Stream<Path> all = Files.walk(CORPUS)) {
      files = all.filter(file -> file.toString().endsWith(".hl7")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(100);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Path file : files) {
      Reading reading = fixture.reader.read(Files.readAllBytes(file), Fixture.NOON);
      for (Finding refusal : reading.refusals()) {
        outcomes.merge("refused " + refusal.rule() + " " + refusal.path(), 1, Integer::sum);
        assertThat(refusal.text().en()).as(file.toString()).isNotBlank();
      }
      for (RawMessage message : reading.messages()) {
        Parsed parsed = fixture.adapter.parse(message, 1);
        String outcome =
            parsed.events().isEmpty() && !parsed.findings().isEmpty()
                ? parsed.findings().get(0).rule()
                : parsed.events().size() + " events";
        outcomes.merge(message.type() + ": " + outcome, 1, Integer::sum);
        for (Finding finding : parsed.findings()) {
          assertThat(finding.path()).as(file + " " + finding.rule()).isNotBlank();
        }
      }
    }
    assertThat(outcomes.keySet()).anyMatch(outcome -> outcome.startsWith("ADT^A01: "));
  }
}
