package org.duima.source.fhir4.internal.stay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code stay/NAME.in} gives the events and findings of {@code NAME.expected}, after the
 * messages of {@code NAME.earlier} where there is one. With {@code -Dgolden.update=true} the
 * expectations are written anew, for a person to read.
 */
class FhirAdapterGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/stay");

  @TestFactory
  Stream<DynamicTest> turnsResourcesIntoEvents() throws IOException {
    Fixture fixture = Fixture.loaded();
    List<Path> messages;
    try (Stream<Path> files = Files.list(FOLDER)) {
      messages = files.filter(file -> file.toString().endsWith(".in")).sorted().toList();
    }
    assertThat(messages).hasSizeGreaterThan(10);
    return messages.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> compare(fixture, file)));
  }

  private static void compare(Fixture fixture, Path file) throws IOException {
    Path expected = file.resolveSibling(file.getFileName().toString().replace(".in", ".expected"));
    Path earlier = file.resolveSibling(file.getFileName().toString().replace(".in", ".earlier"));
    String actual =
        Listing.of(
            Files.exists(earlier)
                ? fixture.parseAfter(Files.readAllLines(earlier), Files.readString(file), "EMR")
                : fixture.parse(Files.readAllBytes(file)));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
