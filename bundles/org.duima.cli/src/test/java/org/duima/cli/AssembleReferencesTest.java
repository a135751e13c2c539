package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stay as one Bundle, and as resources that name each other, a file each. */
class AssembleReferencesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path BUNDLE = Path.of("src/test/resources/references.json");

  /** Where the Encounter stands; what is before it is named by others. */
  private static final int ENCOUNTER = 11;

  @TempDir Path folder;
  private Path home;
  private JsonNode expected;

  @BeforeEach
  void readTheBundle() throws IOException {
    home = TestHome.in(folder);
    expected = list(List.of(BUNDLE.toString()));
  }

  private JsonNode list(List<String> files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("assemble", "--preview"));
    arguments.addAll(files);
    CommandRun run = CommandRun.of(home, arguments.toArray(String[]::new));
    assertThat(run.out.lines()).as(run.err).hasSize(1);
    assertThat(run.err).doesNotContain("fhir.");
    return JSON.readTree(run.out);
  }

  private List<String> single() throws IOException {
    List<String> files = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(BUNDLE.toFile()).path("entry")) {
      Path file = folder.resolve(files.size() + ".json");
      files.add(Files.write(file, JSON.writeValueAsBytes(entry.path("resource"))).toString());
    }
    return files;
  }

  @Test
  void giveTheSameList() throws IOException {
    JsonNode actual = list(single());

    assertThat(actual.path("input")).isEqualTo(expected.path("input"));
    assertThat(actual.path("state")).isEqualTo(expected.path("state"));
    assertThat(actual.path("findings")).isEqualTo(expected.path("findings"));
    assertThat(actual.path("input").toString())
        .contains("K35.8", "47.0", "D500103000005", "D500103000009");
    assertThat(actual.at("/input/icuinfo")).hasSize(1);
  }

  @Test
  void giveTheSameListWhereWhatIsNamedFollows() throws IOException {
    List<String> files = single();
    Collections.rotate(files, files.size() - ENCOUNTER);

    assertThat(list(files).path("input")).isEqualTo(expected.path("input"));
  }

  @Test
  void countAsTheyWereSentLast() throws IOException {
    List<String> files = single();
    String wrong =
        Files.readString(Path.of(files.get(9)))
            .replace(
                "\"code\":{",
                "\"verificationStatus\":{\"coding\":[{\"code\":\"entered-in-error\"}]},\"code\":{");
    files.add(10, Files.writeString(folder.resolve("wrong.json"), wrong).toString());

    JsonNode diagnoses = list(files).at("/input/diseinfo");

    assertThat(diagnoses.size()).isEqualTo(expected.at("/input/diseinfo").size() - 1);
    assertThat(diagnoses.toString()).contains("K35.8").doesNotContain("I10");
  }
}
