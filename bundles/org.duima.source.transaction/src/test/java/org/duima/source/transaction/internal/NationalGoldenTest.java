package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.alert.OrderDoor.Question;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * 3101 and 3102 in; what was understood, what was not, and the answer out. To accept a deliberate
 * change, run with {@code -Dgolden.write=true} and read the difference before committing it.
 */
class NationalGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/national");
  private static final JsonMapper JSON = new JsonMapper();

  @TestFactory
  Stream<DynamicTest> readsAndAnswersEveryRequestAsExpected() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(FOLDER)) {
      inputs = files.filter(f -> f.toString().endsWith(".in")).sorted().toList();
    }
    assertThat(inputs).hasSizeGreaterThan(2);
    return inputs.stream()
        .map(in -> DynamicTest.dynamicTest(in.getFileName().toString(), () -> compare(in)));
  }

  private static void compare(Path in) throws IOException {
    NationalDoor door = NationalFixture.door();
    Question question = (Question) door.read("", Files.readAllBytes(in), NationalFixture.NOW);
    byte[] answer = door.answer(question, NationalFixture.everyLineIsWrong(question.request()));
    String actual =
        NationalFixture.listing(question.request())
            + question.findings().stream()
                .map(NationalGoldenTest::listed)
                .collect(Collectors.joining())
            + JSON.writerWithDefaultPrettyPrinter()
                // an id is made up where the sender gave none
                .writeValueAsString(Json.read(answer))
                .replace(question.request().id(), "ID")
            + "\n";
    Path expected = Path.of(in.toString().replaceAll("\\.in$", ".expected"));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  private static String listed(Finding finding) {
    return "finding "
        + finding.severity().letter()
        + " "
        + finding.rule()
        + " @ "
        + finding.path()
        + "\n";
  }
}
