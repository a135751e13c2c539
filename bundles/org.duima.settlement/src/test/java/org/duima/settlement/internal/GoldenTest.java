package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.encounter.Stay;
import org.duima.api.settlement.CodeUse;
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

  private static String describe(CodeUse use) {
    StringJoiner text = new StringJoiner("\t");
    text.add("code " + use.source().system().id() + (use.principal() ? " principal" : ""))
        .add((use.source().edition() + " " + use.source().value()).trim() + " " + use.sourceName())
        .add(use.outcome().id());
    if (use.outcome() != CodeUse.Outcome.MAPPED) {
      return text.toString();
    }
    text.add(use.targetCode() + " " + use.targetName());
    Map<String, Boolean> flags = new LinkedHashMap<>();
    flags.put("gray-as-principal", use.grayAsPrincipal());
    flags.put("other-code", use.otherCode());
    flags.put("n:1", use.manyToOne());
    flags.put("category", use.categoryChanged());
    flags.put("name", use.nameDiffers());
    flags.forEach(
        (flag, set) -> {
          if (set) {
            text.add(flag);
          }
        });
    return text.add(use.table()).toString();
  }

  private static String describe(ListDraft draft) {
    StringBuilder text = new StringBuilder();
    text.append("state ").append(draft.state().en());
    if (!draft.reason().isEmpty()) {
      text.append(' ').append(draft.reason());
    }
    text.append("\nsetl_id ").append(draft.setlId());
    text.append("\nends ").append(draft.dischargedOn()).append('\n');
    text.append("department ")
        .append(draft.department())
        .append(' ')
        .append(draft.departmentName())
        .append("\nphysician ")
        .append(draft.physician())
        .append("\nsettled ")
        .append(draft.settledAt())
        .append(" total ")
        .append(draft.total())
        .append('\n');
    for (CodeUse use : draft.codes()) {
      text.append(describe(use)).append('\n');
    }
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
