package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duima.engine.internal.DoorNode.await;
import static org.duima.engine.internal.DoorNode.bytes;
import static org.duima.engine.internal.DoorNode.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.duima.api.site.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route of the watched folder. */
@Timeout(120)
class FilesRouteTest {
  private static final String SEPARATORS_GONE =
      "MSH|^^^^|HIS|TEST|DUIMA|TEST|20260310090000||ADT^A01|BAD1|P|2.5\r";

  @TempDir Path home;
  private DoorNode node;

  private DoorNode node(Map<String, String> settings) throws Exception {
    Map<String, String> all = new java.util.HashMap<>(Map.of("filesSettleMs", "100"));
    all.putAll(settings);
    node = new DoorNode(home, "15-files.xml", all, Map.of());
    return node;
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  private Path in() {
    return home.resolve("in");
  }

  /** As a careful sender does: nobody sees half of it. */
  private void put(String name, byte[] content) throws IOException {
    Files.createDirectories(in());
    Path part = in().resolve(name + ".part");
    Files.write(part, content);
    Files.move(part, in().resolve(name));
  }

  private void put(String name, String content) throws IOException {
    put(name, bytes(content));
  }

  private static List<String> names(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> done() {
    return names(in().resolve("done"));
  }

  private List<String> failed() {
    return names(in().resolve("failed"));
  }

  private String reason(String name) throws IOException {
    return Files.readString(in().resolve("failed").resolve(name + ".reason.txt"));
  }

  @Test
  void storesTheFilesByTheirNamesAndMovesThem() throws Exception {
    for (String name : List.of("b", "a", "c")) {
      put(name + ".hl7", message("M" + name));
    }
    put("d.json", "{\"infno\":\"2401\",\"msgid\":\"T1\",\"input\":{}}");
    node(Map.of());
    await(() -> done().size() == 4);
    assertThat(done()).containsExactly("a.hl7", "b.hl7", "c.hl7", "d.json");
    assertThat(node.storedIds()).containsExactly("Ma", "Mb", "Mc", "T1");
    assertThat(failed()).isEmpty();
    assertThat(new WatchedFolder(in()).check().detail().zh()).isEqualTo("等待 0，失败 0，无权读取 0");
  }

  @Test
  void leavesAFileAloneUntilItIsWhole() throws Exception {
    node(Map.of("filesSettleMs", "500"));
    put("whole.hl7", message("WHOLE"));
    Files.writeString(in().resolve("growing.hl7.part"), message("PART"));
    Files.writeString(in().resolve(".hidden.hl7"), message("HIDDEN"));
    await(() -> done().size() == 1);
    assertThat(node.storedIds()).containsExactly("WHOLE");
    Files.move(in().resolve("growing.hl7.part"), in().resolve("growing.hl7"));
    await(() -> done().size() == 2);
    assertThat(node.storedIds()).containsExactly("WHOLE", "PART");
    assertThat(in().resolve(".hidden.hl7")).exists();
  }

  @Test
  void putsWhatItRefusesBesideItsReason() throws Exception {
    put("letter.txt", "亲爱的同事");
    put("broken.json", "{\"infno\":\"2401\",\n\"input\":");
    put("no-reader.json", "{\"resourceType\":\"Bundle\"}");
    node(Map.of());
    await(() -> failed().size() == 6);
    assertThat(reason("letter.txt")).contains("没有收", "认不出格式", "no known format");
    assertThat(reason("broken.json")).contains("第 1 条", "message 1");
    assertThat(reason("no-reader.json")).contains("没有 fhir-r4 的读取器", "no reader for fhir-r4");
    assertThat(reason("letter.txt")).doesNotContain("亲爱");
    assertThat(node.stored).isEmpty();
    HealthCheck.Health health = new WatchedFolder(in()).check();
    assertThat(health.up()).isTrue();
    assertThat(health.detail().en()).isEqualTo("0 waiting, 3 failed, 0 unreadable");
  }

  @Test
  void aReaderThatLacksAClassCostsItsFilesAndNotTheOthers() throws Exception {
    node(Map.of()).readers.put("fhir-r4", new Broken());
    put("a.json", "{\"resourceType\":\"Bundle\"}");
    put("b.hl7", message("AFTER"));
    await(() -> done().size() == 1);
    assertThat(node.storedIds()).containsExactly("AFTER");
    assertThat(reason("a.json")).contains("读取器出错", "the reader failed", "NoClassDefFoundError");
  }

  /** As where a bundle does not find all that it needs. */
  private static final class Broken implements MessageReader {
    @Override
    public String format() {
      return "fhir-r4";
    }

    @Override
    public Reading read(byte[] frame, Instant receivedAt) {
      throw new NoClassDefFoundError("javax/xml/stream/events/XMLEvent");
    }

    @Override
    public Reading refuse(byte[] start, Finding reason) {
      return new Reading(List.of(new Reading.Refused(start, reason)), List.of(), List.of());
    }

    @Override
    public byte[] answer(Reading reading, List<Verdict> verdicts) {
      return new byte[0];
    }
  }

  @Test
  void keepsTheGoodMessagesOfAFileAndTakesTheMendedFileWithoutDoublingThem() throws Exception {
    String good = "{\"infno\":\"2401\",\"input\":{\"n\":1}}";
    put("mixed.json", "[" + good + "," + good + ",{\"input\":{}}]");
    node(Map.of());
    await(() -> failed().size() == 2);
    // equal messages of one file may both be meant
    assertThat(node.stored).hasSize(2);
    assertThat(reason("mixed.json"))
        .contains("部分消息未收", "第 3 条 infno", "message 3, infno", "已保存 / stored: 2");

    Files.delete(in().resolve("failed/mixed.json"));
    put("mixed.json", "[" + good + "," + good + ",{\"infno\":\"2402\",\"input\":{}}]");
    await(() -> done().size() == 1);
    assertThat(node.stored).hasSize(3);
    assertThat(node.repeats).hasValue(2);
  }

  @Test
  void readsBatchesAndMessagesInMarksOfMllp() throws Exception {
    put(
        "batch.hl7",
        "\ufeffFHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + message("B1") + message("B2") + "BTS|5\rFTS|1\r");
    put("framed.hl7", "\u000b" + message("F1") + "\u001c\r\u000b" + message("F2") + "\u001c\r");
    node(Map.of());
    await(() -> done().size() == 3);
    assertThat(node.storedIds()).containsExactly("B1", "B2", "F1", "F2");
    // taken, but the sender may have cut it
    assertThat(done()).contains("batch.hl7.reason.txt");
  }

  @Test
  void decodesByTheCharacterSetOfTheMessage() throws Exception {
    String text = message("GB1").replace("UNICODE UTF-8", "GB 18030-2000");
    put("gb.hl7", text.getBytes("GB18030"));
    node(Map.of());
    await(() -> done().size() == 1);
    assertThat(new String(node.stored.get(0).body(), "GB18030")).contains("溥测");
  }

  @Test
  void refusesWhatIsTooLargeWithoutReadingIt() throws Exception {
    put("large.hl7", message("LARGE") + "OBX|".repeat(1_000));
    node(Map.of("maxFileBytes", "2048"));
    await(() -> failed().size() == 2);
    assertThat(reason("large.hl7")).contains("2048");
    assertThat(node.stored).isEmpty();
  }

  @Test
  void holdsAFileWhileTheStoreIsAwayAndKeepsTheOrder() throws Exception {
    put("a.hl7", message("MA"));
    put("b.hl7", message("MB"));
    node(Map.of());
    node.storeAway = true;
    put("c.hl7", message("MC"));
    // what came before may be stored already
    int before = node.attempts.get();
    await(() -> node.attempts.get() > before || !node.stored.isEmpty());
    node.inboxFull = true;
    node.storeAway = false;
    put("0.hl7", message("M0"));
    node.inboxFull = false;
    await(() -> done().size() == 4);
    assertThat(node.storedIds()).containsExactlyInAnyOrder("MA", "MB", "MC", "M0");
    assertThat(node.storedIds().indexOf("MA")).isLessThan(node.storedIds().indexOf("MB"));
    assertThat(node.storedIds().indexOf("MB")).isLessThan(node.storedIds().indexOf("MC"));
    assertThat(node.repeats).hasValue(0);
    assertThat(failed()).isEmpty();
  }

  @Test
  void stopsSoonWhileItHoldsAFile() throws Exception {
    node(Map.of());
    node.storeAway = true;
    put("a.hl7", message("HELD"));
    await(() -> node.attempts.get() >= 1);
    long began = System.nanoTime();
    node.context().stop();
    assertThat((System.nanoTime() - began) / 1_000_000_000).isLessThan(15);
    assertThat(in().resolve("a.hl7")).exists();
    assertThat(node.stored).isEmpty();
  }

  @Test
  void recognisesAFileThatACrashBroughtBack() throws Exception {
    String withoutIds = "{\"infno\":\"2401\",\"input\":{}}{\"infno\":\"2401\",\"input\":{}}";
    put("a.hl7", message("ONCE"));
    put("b.json", withoutIds);
    node(Map.of());
    await(() -> done().size() == 2);
    assertThat(node.stored).hasSize(3);
    // the process died between the commit and the move
    put("a.hl7", message("ONCE"));
    put("b.json", withoutIds);
    await(() -> done().size() == 4);
    assertThat(node.stored).hasSize(3);
    assertThat(node.repeats).hasValue(3);
    // and nothing was written over
    assertThat(done()).containsExactly("a.hl7", "a.hl7.2", "b.json", "b.json.2");
  }

  @Test
  void letsThoseReadTheReasonWhoCouldReadTheFile() throws Exception {
    Files.createDirectories(in());
    Files.setPosixFilePermissions(in(), PosixFilePermissions.fromString("rwxrwx---"));
    put("a.txt", "?");
    Files.setPosixFilePermissions(
        in().resolve("a.txt"), PosixFilePermissions.fromString("rw-rw----"));
    node(Map.of());
    await(() -> failed().size() == 2);
    Path failed = in().resolve("failed");
    assertThat(rights(failed)).isEqualTo("rwxrwx---");
    assertThat(rights(failed.resolve("a.txt"))).isEqualTo("rw-rw----");
    assertThat(rights(failed.resolve("a.txt.reason.txt"))).isEqualTo("rw-rw----");
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void namesTheSegmentOfTheMessageThatItRefuses() throws Exception {
    put("two.hl7", message("GOOD") + SEPARATORS_GONE);
    node(Map.of());
    await(() -> failed().size() == 2);
    assertThat(reason("two.hl7")).contains("第 2 条 MSH-2", "message 2, MSH-2");
    assertThat(node.storedIds()).containsExactly("GOOD");
    assertThat(Files.readString(in().resolve("failed/two.hl7"), StandardCharsets.UTF_8))
        .isEqualTo(message("GOOD") + SEPARATORS_GONE);
  }

  @Test
  void isOffWithoutAFolder() throws Exception {
    node(Map.of("filesFolder", ""));
    assertThat(node.context().getRouteController().getRouteStatus("receive-files").isStarted())
        .isFalse();
    assertThat(in()).doesNotExist();
  }
}
