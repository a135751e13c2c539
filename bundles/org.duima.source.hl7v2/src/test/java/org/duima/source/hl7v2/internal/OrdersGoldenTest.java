package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderDoor.Question;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code orders/NAME.in} gives what {@code NAME.expected} says: the events of the stay, what
 * is asked, and the answers without alerts, with warnings, and blocked. With {@code
 * -Dgolden.update=true} the expectations are written anew, for a person to read. The files are
 * UTF-8; a message is sent in the character set that its MSH-18 names.
 */
class OrdersGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/orders");

  @TestFactory
  Stream<DynamicTest> readsOrdersAndAnswersThem() throws IOException {
    List<Path> messages;
    try (Stream<Path> files = Files.list(FOLDER)) {
      messages = files.filter(file -> file.toString().endsWith(".in")).sorted().toList();
    }
    assertThat(messages).hasSizeGreaterThan(20);
    return messages.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(file)));
  }

  private static void compare(Path file) throws IOException {
    // ids of answers are counted from the start of a door
    Fixture fixture = Fixture.loaded();
    String text = Files.readString(file).replace('\n', '\r');
    Charset charset =
        text.contains("GB 18030") ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
    byte[] body = text.getBytes(charset);
    StringBuilder actual = new StringBuilder();
    actual.append("== stored\n").append(Listing.of(fixture.parse(body)));
    Question question = (Question) fixture.door.read("", body, Fixture.NOON);
    actual.append("== asked\n").append(Listing.of(question.request(), question.findings()));
    answer(actual, "no alerts", fixture, question, Alerts.none(question.request()), charset);
    answer(actual, "warnings", fixture, question, Alerts.warnings(question.request()), charset);
    answer(actual, "blocked", fixture, question, Alerts.blocked(question.request()), charset);
    Path expected = file.resolveSibling(file.getFileName().toString().replace(".in", ".expected"));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual.toString()).isEqualTo(Files.readString(expected));
  }

  private static void answer(
      StringBuilder actual,
      String title,
      Fixture fixture,
      Question question,
      AlertAnswer answer,
      Charset charset) {
    String text = new String(fixture.door.answer(question, answer), charset);
    actual.append("== ").append(title).append('\n').append(text.replace('\r', '\n'));
  }
}
