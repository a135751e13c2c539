package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Key;
import org.duima.source.fhir4.internal.FhirR4;
import org.duima.source.fhir4.internal.intake.FhirBody;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of patients as a generator of another country writes them. */
class SyntheaTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  static Stream<Path> files() throws IOException {
    Path folder = Fixture.repository().resolve("../shared/data/fhir-r4").normalize();
    try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      return Stream.concat(
          Stream.of(Path.of("none")),
          files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void givesTheirStaysAndOnlyFindingsWhereOurFactsAreMissing(Path file) throws IOException {
    assumeTrue(Files.exists(file));
    byte[] body = Files.readAllBytes(file);
    Parsed parsed = FIXTURE.parse(body);
    assertThat(parsed.findings()).noneMatch(Finding::isError);
    assertThat(parsed.events().stream().filter(EncounterEvent.Moved.class::isInstance))
        .hasSizeGreaterThan(10);
    assertThat(parsed.events()).allMatch(event -> event.header().key(Key.Kind.PATIENT).isPresent());
    speed(file, body);
  }

  /** Prints figures only; a busy machine must not fail a test. */
  private static void speed(Path file, byte[] body) throws IOException {
    for (int round = 0; round < 15; round++) {
      FIXTURE.parse(body);
    }
    long best = Long.MAX_VALUE;
    long bestRead = Long.MAX_VALUE;
    long bestHapi = Long.MAX_VALUE;
    String text = Files.readString(file);
    for (int round = 0; round < 15; round++) {
      long began = System.nanoTime();
      FIXTURE.parse(body);
      long parsed = System.nanoTime();
      FhirBody.read(body);
      long read = System.nanoTime();
      FhirR4.context().newJsonParser().parseResource(text);
      long hapi = System.nanoTime();
      best = Math.min(best, parsed - began);
      bestRead = Math.min(bestRead, read - parsed);
      bestHapi = Math.min(bestHapi, hapi - read);
    }
    System.out.printf(
        "%s: to events %.1f ms, of which reading %.1f ms; HAPI alone %.1f ms%n",
        file.getFileName(), best / 1e6, bestRead / 1e6, bestHapi / 1e6);
  }
}
