package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that real systems and other products' tests wrote, of all kinds and versions, most of
 * which mean nothing to this product: none may crash or hang it.
 */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1_200)
class CorpusIT {
  private static final Logger LOG = LoggerFactory.getLogger(CorpusIT.class);
  private static final Path CORPUS = DrillNode.REPOSITORY.resolve("../shared/data/hl7v2");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern HEADER = Pattern.compile("(?m)^MSH");
  private static final Pattern SEGMENT = Pattern.compile("\\b[A-Z][A-Z0-9]{2}\\b");

  private static DrillNode drill;
  private static Node node;

  @BeforeAll
  static void boots() {
    assumeTrue(Files.isDirectory(CORPUS), "没有语料 / no corpus: ../shared/data/hl7v2");
    drill = DrillNode.fresh("corpus");
    node = drill.node();
    node.start();
  }

  @AfterAll
  static void ends() {
    if (drill != null) {
      drill.close();
    }
  }

  @Test
  @Order(1)
  void answersEveryFrame() throws IOException {
    int frames = 0;
    Map<String, Integer> codes = new TreeMap<>();
    for (Path file : files()) {
      List<byte[]> messages = messages(Files.readAllBytes(file));
      String last = "END-" + frames;
      List<Mllp.Answer> answers = new ArrayList<>();
      try (Mllp sender = new Mllp(node.mllpPort())) {
        for (byte[] message : messages) {
          sender.write(Mllp.frame(message));
        }
        // what some messages want no answer to is over when this one is answered
        sender.write(Adt.admission(last, "CV" + frames).frame());
        Mllp.Answer answer = sender.read();
        while (!answer.controlId().equals(last)) {
          answers.add(answer);
          answer = sender.read();
        }
      }
      long wanted = messages.stream().filter(CorpusIT::wantsAnAnswer).count();
      assertThat((long) answers.size())
          .as(file.toString())
          .isBetween(wanted, (long) messages.size());
      for (Mllp.Answer answer : answers) {
        codes.merge(answer.code(), 1, Integer::sum);
        assertThat(answer.code()).as(file.toString()).isIn("AA", "AR", "CA", "CR");
        if (answer.code().endsWith("R")) {
          assertNamesSegmentAndReason(file, answer);
        }
      }
      frames += messages.size();
    }
    assertThat(frames).isGreaterThan(100);
    LOG.info("{} frames of {} files, answers {}", frames, files().size(), codes);
  }

  @Test
  @Order(2)
  void comesToRest() {
    Node.await(LIMIT, drill::isIdle);
    assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(node.errors()).isEmpty();
    Map<String, Integer> rules = new TreeMap<>();
    for (JsonNode item : drill.json("/api/queue?state=dead")) {
      JsonNode reason = item.path("reason");
      rules.merge(reason.path("rule").asText(), 1, Integer::sum);
      assertThat(SEGMENT.matcher(reason.path("path").asText()).find())
          .as("names a segment: %s", reason)
          .isTrue();
      assertThat(reason.path("text").path("zh").asText()).isNotBlank();
      assertThat(reason.path("text").path("en").asText()).isNotBlank();
    }
    LOG.info("{}; dead {}", drill.counts().path("messages"), rules);
  }

  @Test
  @Order(3)
  void previewsEveryFileInBoundedTime() {
    Map<Integer, Integer> exits = new TreeMap<>();
    long slowestMs = 0;
    for (Path file : files()) {
      long began = System.nanoTime();
      Node.Output output = node.launcher("assemble", "--preview", file.toString());
      long tookMs = Duration.ofNanos(System.nanoTime() - began).toMillis();
      slowestMs = Math.max(slowestMs, tookMs);
      exits.merge(output.exitCode(), 1, Integer::sum);
      assertThat(output.exitCode()).as("%s: %s", file, output.text()).isIn(0, 1, 2);
      assertThat(output.text())
          .as(file.toString())
          .doesNotContain("Exception", "\tat org.duima", "message.defect");
      assertThat(tookMs).as("milliseconds for %s", file).isLessThan(30_000);
    }
    LOG.info("{} files, exit codes {}, slowest {} ms", files().size(), exits, slowestMs);
  }

  private static void assertNamesSegmentAndReason(Path file, Mllp.Answer answer) {
    List<String> err = answer.text().lines().toList();
    String text =
        Stream.of(answer.text().split("\r"))
            .filter(segment -> segment.startsWith("ERR") || segment.startsWith("MSA"))
            .reduce("", (a, b) -> a + b.substring(3));
    assertThat(SEGMENT.matcher(text).find()).as("%s: %s", file, err).isTrue();
    assertThat(text.replaceAll("[^A-Za-z\\p{IsHan}]", "").length())
        .as("a reason in words, %s: %s", file, err)
        .isGreaterThan(10);
  }

  /** Messages of a file: from one header to the next; a file without a header is one frame. */
  private static List<byte[]> messages(byte[] content) {
    // one char for each byte, so that nothing is lost
    String text = new String(content, StandardCharsets.ISO_8859_1).replace("\r\n", "\r");
    text = text.replace('\n', '\r').replace("\u000b", "").replace("\u001c", "");
    List<Integer> starts = HEADER.matcher(text).results().map(match -> match.start()).toList();
    if (starts.isEmpty()) {
      return List.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : text.length();
      messages.add(text.substring(starts.get(i), end).getBytes(StandardCharsets.ISO_8859_1));
    }
    return messages;
  }

  /** Whether MSH-15 and MSH-16 leave no choice but to answer. */
  private static boolean wantsAnAnswer(byte[] message) {
    String header = new String(message, StandardCharsets.ISO_8859_1).split("\r", 2)[0];
    // a byte order mark may stand before it
    header = header.substring(Math.max(0, header.indexOf("MSH")));
    if (header.length() < 4) {
      return true;
    }
    String[] fields = header.split(Pattern.quote(header.substring(3, 4)), -1);
    String accept = fields.length > 14 ? fields[14] : "";
    String application = fields.length > 15 ? fields[15] : "";
    List<String> conditional = List.of("NE", "ER", "SU");
    return !conditional.contains(accept) && !conditional.contains(application);
  }

  private static List<Path> files() {
    try (Stream<Path> files = Files.walk(CORPUS)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
