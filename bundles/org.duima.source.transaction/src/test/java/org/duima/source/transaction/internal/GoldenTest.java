package org.duima.source.transaction.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Transaction in, events out. To accept a deliberate change, run with {@code -Dgolden.write=true}
 * and read the difference before committing it.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  @TestFactory
  Stream<DynamicTest> readsEveryTransactionAsExpected() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(FOLDER)) {
      inputs = files.filter(f -> f.toString().endsWith(".in")).sorted().toList();
    }
    assertThat(inputs).isNotEmpty();
    return inputs.stream()
        .map(in -> DynamicTest.dynamicTest(in.getFileName().toString(), () -> compare(in)));
  }

  private static void compare(Path in) throws IOException {
    Path expected = Path.of(in.toString().replaceAll("\\.in$", ".expected"));
    String actual = Fixture.listing(Fixture.parse(Files.readString(in)));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
