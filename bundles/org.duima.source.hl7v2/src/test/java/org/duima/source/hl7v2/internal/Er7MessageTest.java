package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Er7MessageTest {
  private static final String MSH = "MSH|^~\\&|HIS|RM|DUIMA|YB|20260301||ADT^A01|M1|P|2.5";
  private static final String DENSE =
      "PID|1||A&B^C~D^^E&F&G|x\\F\\y\\S\\z\\T\\w\\R\\v\\E\\u|\"\"^\"\"&1||~^~&|\\X41\\|  c  |^^^4";

  private static Er7Message message(String... segments) {
    byte[] body = Fixture.message(segments);
    MessageHead head = MessageHead.read(body, 0, body.length, new Charsets()).head();
    return Er7Message.of(body, head, new SegmentParser());
  }

  private static String value(Er7Message message, String path) {
    Er7Path.Found found = Er7Path.compile(path).first(message.segments());
    return found == null ? "absent" : found.value();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "PID-1,1",
        "PID-2,absent",
        "PID-3,A",
        "PID-3.1.2,B",
        "PID-3.2,C",
        "PID-3.3,``",
        "PID-3.1.3,``",
        "PID-3[2],D",
        "PID-3[2].2,``",
        "PID-3[2].3,E",
        "PID-3[2].3.3,G",
        "PID-3[3.2=F].1,D",
        "PID-3[3],absent",
        "PID-4,x|y^z&w~v\\u",
        "PID-5,\"\"",
        "PID-5.2,\"\"",
        "PID-5.2.2,1",
        "PID-6,absent",
        "PID-7[2].2,``",
        "PID-7.999.999,``",
        "PID-8,\\X41\\",
        "PID-9,c",
        "PID-10,``",
        "PID-10.4,4",
        "PID-11,absent",
        "PID-999,absent",
        "MSH-1,|",
        "MSH-2,^~\\&",
        "MSH-3,HIS",
        "MSH-9.2,A01",
        "MSH-12,2.5",
        "ZZZ[2]-1,two",
        "ZZZ[1=two]-1,two",
        "ZZZ[1=one;two]-1,one",
        "ZZZ[1=a|b]-2,escaped",
        "ZZZ[1=three]-1,absent",
        "ZZZ[1!=one]-1,two",
        "ZZZ[2=]-1,one",
      })
  void readsWhatHapiParsed(String path, String expected) {
    assertThat(value(message(MSH, DENSE, "ZZZ|one", "ZZZ|two", "ZZZ|a\\F\\b|escaped"), path))
        .isEqualTo(expected);
  }

  @Test
  void addsNothingToASegmentByAskingForIt() {
    Er7Message.Segment segment = message(MSH, DENSE).segments().get(1);
    segment.first(3, 900, 900);
    segment.first(900, 1, 1);
    assertThat(segment.repetitions(900)).isEmpty();
    assertThat(segment.repetitions(3)).hasSize(2);
    assertThat(segment.repetitions(3)[0].toString()).doesNotContain("^^");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a^", "a&", "^", "&", "a~", "~", "a|", "|"})
  void countsASegmentOfTooManyPartsAsEmpty(String part) {
    Er7Message message = message(MSH, "NTE|1|short", "NTE|2|" + part.repeat(20_000), "NTE|3|end");
    assertThat(message.unreadable()).isEmpty();
    Er7Path path = Er7Path.compile("NTE-2");
    assertThat(path.all(message.segments())).extracting("value").containsExactly("short", "end");
    assertThat(message.unreadable())
        .extracting(Er7Message.Segment::location)
        .containsExactly("NTE[2]");
  }

  @Test
  void readsLongSegmentsOfUsualParts() {
    Er7Message message = message(MSH, "NTE|1|" + "第一行^次^末~".repeat(3_000));
    assertThat(Er7Path.compile("NTE-2.3").all(message.segments())).hasSize(3_000);
    assertThat(message.unreadable()).isEmpty();
  }

  @Test
  void parsesNoSegmentThatIsNotAskedFor() {
    Er7Message message = message(MSH, DENSE, "ZZZ|" + "a^".repeat(20_000));
    assertThat(value(message, "PID-3")).isEqualTo("A");
    assertThat(message.unreadable()).isEmpty();
  }

  @Test
  void givesSeveralThreadsTheSame() throws Exception {
    Fixture fixture = Fixture.loaded();
    List<RawMessage> messages = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".hl7")).sorted().toList()) {
        messages.add(fixture.receive(bytes(file)));
      }
    }
    List<Parsed> alone = messages.stream().map(m -> fixture.adapter.parse(m, 1)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Parsed>>> together = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        together.add(
            threads.submit(() -> messages.stream().map(m -> fixture.adapter.parse(m, 1)).toList()));
      }
      for (Future<List<Parsed>> one : together) {
        assertThat(one.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    return Fixture.message(Files.readAllLines(file).toArray(String[]::new));
  }
}
