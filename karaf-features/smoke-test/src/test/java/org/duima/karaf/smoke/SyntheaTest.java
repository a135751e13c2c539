package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.settlement.ListDraft;
import org.duima.karaf.smoke.AssembledLists.Previewed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole records of invented patients as a generator of another country writes them: they know
 * nothing of Chinese insurance, which is something to tell, not something to fail on.
 */
class SyntheaTest {
  private static final Path BUNDLES = AssembledLists.REPOSITORY.resolve("../shared/data/fhir-r4");

  @TempDir static Path home;
  private static AssembledLists assembled;

  @BeforeAll
  static void composes() {
    assumeTrue(Files.isDirectory(BUNDLES), "没有语料 / no corpus: ../shared/data/fhir-r4");
    assembled = new AssembledLists(home);
  }

  @Test
  void becomesStaysWhoseListsSayWhatIsMissing() throws IOException {
    for (Path file : files()) {
      Previewed previewed = assembled.preview(Files.readAllBytes(file));
      assertThat(previewed.findings())
          .as(file.getFileName().toString())
          .extracting(Finding::rule)
          .doesNotContain("message.defect");
      assertThat(previewed.drafts()).as(file.getFileName().toString()).isNotEmpty();
      // there is no settlement in them, so nothing may be ready to go out
      assertThat(previewed.drafts())
          .extracting(ListDraft::state)
          .doesNotContain(ListDraft.State.READY);
      assertThat(previewed.drafts())
          .filteredOn(draft -> draft.state() != ListDraft.State.NOT_DUE)
          .allSatisfy(
              draft ->
                  assertThat(draft.waitingFor().size() + draft.findings().size())
                      .as("what is missing")
                      .isPositive());
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(BUNDLES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
