package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code golden/NAME.hl7} gives the events and findings of {@code NAME.expected}. With {@code
 * -Dgolden.update=true} the expectations are written anew, for a person to read.
 */
class Hl7v2AdapterGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @TestFactory
  Stream<DynamicTest> turnsMessagesIntoEvents() throws IOException {
    Fixture fixture = Fixture.loaded();
    List<Path> messages;
    try (Stream<Path> files = Files.list(FOLDER)) {
      messages = files.filter(file -> file.toString().endsWith(".hl7")).sorted().toList();
    }
    assertThat(messages).hasSizeGreaterThan(25);
    return messages.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> compare(fixture, file)));
  }

  private static void compare(Fixture fixture, Path file) throws IOException {
    Path expected = file.resolveSibling(file.getFileName().toString().replace(".hl7", ".expected"));
    String actual = Listing.of(fixture.parse(Files.readAllBytes(file)));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
