package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * CDS Hooks request in, question out. To accept a deliberate change, run with {@code
 * -Dgolden.write=true} and read the difference before committing it.
 */
class RequestGoldenTest {
  @TestFactory
  Stream<DynamicTest> readsEveryRequestAsExpected() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(Fixture.GOLDEN)) {
      inputs = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(inputs).hasSizeGreaterThan(2);
    return inputs.stream()
        .map(in -> DynamicTest.dynamicTest(in.getFileName().toString(), () -> compare(in)));
  }

  private static void compare(Path in) throws IOException {
    Path expected = Path.of(in.toString().replaceAll("\\.json$", ".expected"));
    String actual = Fixture.listing(Fixture.question("", Files.readString(in)));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
