package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.encounter.Stay;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.Waiting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stay in, exact bytes and provenance out. After a deliberate change run with {@code
 * -DargLine=-Dgolden.write=true} and read the difference.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static Stream<Path> stays() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".in.json")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("stays")
  void makesTheListsOfAStayByteForByte(Path file) throws IOException {
    var tree = StayJson.tree(Files.readString(file));
    Map<String, String> settings = new HashMap<>(TestWorld.settings());
    tree.path("site")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    Stay stay = StayJson.read(tree);
    String name = file.getFileName().toString().replace(".in.json", "");
    for (String infno : tree.path("form").asText("4101A").split(" ")) {
      List<ListDraft> drafts = TestWorld.maker(settings).draft(stay, TestWorld.options(infno));
      for (ListDraft draft : drafts) {
        String stem = name + (drafts.size() > 1 ? "." + draft.setlId() : "") + "." + infno;
        compare(
            FOLDER.resolve(stem + ".expected.txt"),
            describe(draft).getBytes(StandardCharsets.UTF_8));
        if (draft.input() != null) {
          compare(FOLDER.resolve(stem + ".expected.json"), draft.input());
        }
      }
    }
  }

  private static void compare(Path file, byte[] actual) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.write(file, actual);
    }
    assertThat(new String(actual, StandardCharsets.UTF_8))
        .as(file.toString())
        .isEqualTo(Files.readString(file));
  }

  private static String describe(ListDraft draft) {
    StringBuilder text = new StringBuilder();
    text.append("state ").append(draft.state().en());
    if (!draft.reason().isEmpty()) {
      text.append(' ').append(draft.reason());
    }
    text.append("\nsetl_id ").append(draft.setlId());
    text.append("\nends ").append(draft.dischargedOn()).append('\n');
    for (Waiting waiting : draft.waitingFor()) {
      text.append("waiting ")
          .append(waiting.what())
          .append('\t')
          .append(waiting.text())
          .append('\n');
    }
    for (Finding finding : draft.findings()) {
      text.append("finding ").append(TestWorld.line(finding)).append('\n');
    }
    draft
        .provenance()
        .forEach((field, from) -> text.append(field).append(" <- ").append(from).append('\n'));
    return text.toString();
  }
}
