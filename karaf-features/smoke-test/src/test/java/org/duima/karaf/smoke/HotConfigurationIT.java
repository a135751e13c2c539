package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that the hospital edits while the node runs: a version with an error changes nothing. */
@Timeout(180)
class HotConfigurationIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static DrillNode drill;
  private static Node node;

  private final Map<Path, byte[]> shipped = new HashMap<>();

  @BeforeAll
  static void boots() {
    drill = DrillNode.shared();
    node = drill.node();
  }

  /** Others share the node: whatever happens they find the files as they were shipped. */
  @AfterEach
  void mends() throws IOException {
    for (Map.Entry<Path, byte[]> file : shipped.entrySet()) {
      if (!Arrays.equals(Files.readAllBytes(file.getKey()), file.getValue())) {
        Files.write(file.getKey(), file.getValue());
      }
    }
  }

  private Path file(String name) throws IOException {
    Path file = node.home().resolve(name);
    shipped.put(file, Files.readAllBytes(file));
    return file;
  }

  @Test
  void keepsTheFormerMessagePathsUntilTheFileIsMended() throws IOException {
    Path file = file("mappings/sources/hl7v2.csv");
    List<String> good = Files.readAllLines(file);
    String before = force("hl7v2").path("sha256").asText();

    List<String> broken = new ArrayList<>(good);
    broken.add("ADT*,coner_tel,PV1-4,nosuchtransform,");
    Files.write(file, broken);
    awaitRefusal("hl7v2", "hl7v2.csv", String.valueOf(broken.size()), "nosuchtransform");
    assertThat(force("hl7v2").path("sha256").asText()).isEqualTo(before);
    assertUnderstood("HOT1", "HV00001", "");
    assertShown("hl7v2.csv", "nosuchtransform");

    // the site's own field for the visit number
    List<String> mended = new ArrayList<>(good);
    mended.add(1, "ADT*,key.VISIT,ZHV-1,copy,");
    Files.write(file, mended);
    awaitForce("hl7v2", before);
    assertUnderstood("HOT2", "HV00002", "ZHV|HV90002\r");
    assertThat(node.get("/api/stays/HV90002").statusCode()).isEqualTo(200);

    Files.write(file, good);
    Node.await(LIMIT, () -> force("hl7v2").path("sha256").asText().equals(before));
  }

  @Test
  void keepsTheFormerCodesUntilTheFileIsMended() throws IOException {
    Path file = file("mappings/codes/starter-diagnosis.csv");
    List<String> good = Files.readAllLines(file);
    // decisions are part of these tables; just after a start they are still being written
    Node.await(LIMIT, () -> !force("data/decisions.csv").path("sha256").asText().isEmpty());
    String before = force("codes").path("sha256").asText();
    List<String> broken = new ArrayList<>(good);
    broken.set(0, "clinical_code,clinical_name,insurance_name");
    Files.write(file, broken);
    awaitRefusal("codes", "starter-diagnosis.csv", "insurance_code");
    assertThat(force("codes").path("sha256").asText()).isEqualTo(before);
    assertUnderstood("HOT3", "HV00003", "");
    assertShown("starter-diagnosis.csv", "insurance_code");

    List<String> mended = new ArrayList<>(good);
    mended.add("Z99.900x999,对码热载测试,Z99.900x999,对码热载测试");
    Files.write(file, mended);
    awaitForce("codes", before);
    Files.write(file, good);
    Node.await(LIMIT, () -> force("codes").path("sha256").asText().equals(before));
  }

  @Test
  void keepsTheFormerRoutesUntilTheFileIsMended() throws IOException {
    Path file = file("routes/10-receive.xml");
    String good = Files.readString(file);
    String before = force("routes/10-receive.xml").path("sha256").asText();

    Files.writeString(file, good.replace("</routes>", "<route></routes>"));
    awaitRefusal("routes/10-receive.xml", "routes/10-receive.xml", "行");
    assertUnderstood("HOT4", "HV00004", "");

    Files.writeString(file, good.replace("duima:apply", "duima:nosuchword"));
    awaitRefusal("routes/10-receive.xml", "routes/10-receive.xml", "nosuchword");
    assertThat(force("routes/10-receive.xml").path("sha256").asText()).isEqualTo(before);
    assertUnderstood("HOT5", "HV00005", "");
    assertShown("routes/10-receive.xml", "nosuchword");

    Files.writeString(file, good.replace("workers=2", "workers=3"));
    awaitForce("routes/10-receive.xml", before);
    assertUnderstood("HOT6", "HV00006", "");
    Files.writeString(file, good);
    Node.await(LIMIT, () -> force("routes/10-receive.xml").path("sha256").asText().equals(before));
    assertUnderstood("HOT7", "HV00007", "");
  }

  /** The set of files whose name holds a word, as {@code GET /api/status} shows it. */
  private static JsonNode force(String word) {
    for (JsonNode set : drill.json("/api/status").path("inForce")) {
      if (set.path("name").asText().contains(word)) {
        return set;
      }
    }
    throw new AssertionError(word + ": " + drill.json("/api/status").path("inForce"));
  }

  private static void awaitRefusal(String set, String... words) {
    try {
      Node.await(LIMIT, () -> List.of(words).stream().allMatch(refused(set)::contains));
    } catch (IllegalStateException e) {
      throw new AssertionError(refused(set), e);
    }
  }

  private static String refused(String set) {
    return force(set).path("refused").toString();
  }

  private static void awaitForce(String set, String former) {
    Node.await(
        LIMIT,
        () ->
            force(set).path("refused").isEmpty()
                && !force(set).path("sha256").asText().equals(former));
  }

  /** Both the command and the log name the file and the reason. */
  private static void assertShown(String... words) {
    assertThat(node.launcher("status").text()).contains(words);
    assertThat(node.log()).contains(words);
  }

  private static void assertUnderstood(String controlId, String visit, String segment)
      throws IOException {
    try (Mllp sender = new Mllp(node.mllpPort())) {
      byte[] message =
          (Adt.admission(controlId, visit).text() + segment)
              .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertThat(sender.send(message).all()).containsExactly("AA " + controlId);
    }
    drill.awaitApplied(LIMIT);
    if (segment.isEmpty()) {
      JsonNode stay = drill.awaitStay(visit, LIMIT);
      Node.await(
          LIMIT,
          () ->
              drill
                  .json("/api/stays/" + visit)
                  .path("admittedAt")
                  .asText()
                  .startsWith("2026-03-10"));
      assertThat(stay.path("messages")).isNotEmpty();
    }
  }
}
