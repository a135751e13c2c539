package org.duima.source.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion.Evidence;
import org.duima.api.alert.OrderDoor.Question;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.junit.jupiter.api.Test;

/** Alerts out as cards. */
class CardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Text NONE = new Text("", "");

  private final Question asked = Fixture.question("", Fixture.golden("order-sign-inpatient.json"));

  static RuleClass ruleClass(String id, String gzCode, String name) {
    return new RuleClass(
        id,
        gzCode,
        RuleClass.Category.POLICY,
        new Text(name, "rule " + id),
        "indication",
        RuleClass.Subject.LINE,
        true,
        Reaction.WARN,
        Set.of(Audience.DOCTOR),
        Set.of(Scene.SIGN),
        false,
        Constraint.NONE,
        NONE,
        NONE);
  }

  private static Alert alert(int number, Reaction reaction, String text, List<String> lines) {
    return new Alert(
        new UUID(0, number).toString(),
        ruleClass("8", "GZ10000101008000", "药品限适应症"),
        List.of("KP-1", "KP_2"),
        List.of("2025-1"),
        lines,
        lines.stream().map(line -> "头孢<b>" + line).toList(),
        reaction,
        new Text(text, "English"),
        new Text("限有*药敏*证据 <script>", "basis"),
        new Text("补充诊断", "add a diagnosis"),
        reaction == Reaction.WARN,
        List.of(new Evidence("diagnosis", "J18.900 肺炎", "prefetch.conditions")),
        Optional.of(new Money(7120)),
        Optional.empty());
  }

  private AlertAnswer answer(Alert... alerts) {
    return new AlertAnswer(
        asked.request(),
        List.of(alerts),
        1,
        List.of("slow-rule"),
        List.of(new OverrideReason("R1", new Text("病情需要", "clinical need"))));
  }

  private JsonNode cards(AlertAnswer answer) throws IOException {
    return JSON.readTree(Fixture.DOOR.answer(asked, answer)).path("cards");
  }

  @Test
  void aCardIsWrittenAsTheBookHasIt() throws IOException {
    AlertAnswer answer =
        answer(
            alert(1, Reaction.BLOCK, "限二线用药", List.of("MedicationRequest/mr1")),
            alert(
                2, Reaction.WARN, "不符适应症", List.of("MedicationRequest/mr1", "ServiceRequest/sr1")),
            alert(3, Reaction.HINT, "提醒", List.of()));
    String actual =
        JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(JSON.readTree(Fixture.DOOR.answer(asked, answer)))
            + "\n";
    Path expected = Path.of("src/test/resources/answers/cards.json");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  @Test
  void whatIsSilentIsNoCard() throws IOException {
    Alert shown = alert(1, Reaction.WARN, "甲", List.of());
    Alert silent =
        new Alert(
            shown.id(),
            shown.ruleClass(),
            shown.points(),
            shown.batches(),
            shown.lineIds(),
            shown.itemNames(),
            shown.reaction(),
            shown.text(),
            shown.basis(),
            shown.suggestion(),
            false,
            shown.facts(),
            shown.amount(),
            Optional.of(Alert.Silence.AUDIENCE));
    assertThat(cards(answer(silent))).isEmpty();
    assertThat(cards(answer(silent, shown))).hasSize(1);
  }

  @Test
  void aSummaryIsOneLineOfLessThan140Characters() throws IOException {
    String text = "甲\n乙\u0000𠮷".repeat(100);
    String summary =
        cards(answer(alert(1, Reaction.WARN, text, List.of()))).path(0).path("summary").asText();
    assertThat(summary.codePointCount(0, summary.length())).isEqualTo(139);
    assertThat(summary).startsWith("【药品限适应症】甲 乙 𠮷").endsWith("…").doesNotContain("\n", "\u0000");
  }

  @Test
  void namesAreShownAndNotCarriedOut() throws IOException {
    JsonNode card =
        cards(answer(alert(1, Reaction.WARN, "头孢<1g>◎& [x](javascript:1) `c` | ~~", List.of())))
            .path(0);
    assertThat(card.path("summary").asText()).contains("头孢<1g>◎& [x](javascript:1)");
    assertThat(card.path("detail").asText())
        .contains("头孢&lt;1g&gt;◎&amp; \\[x\\](javascript:1) \\`c\\` \\| \\~\\~")
        .contains("限有\\*药敏\\*证据 &lt;script&gt;")
        .contains("KP\\_2");
  }

  @Test
  void onlyDraftsCanBeTakenAwayAndNotWholePrescriptions() throws IOException {
    JsonNode one =
        cards(answer(alert(1, Reaction.HINT, "甲", List.of("MedicationRequest/mr1", "ORC-77"))));
    assertThat(one.path(0).path("suggestions")).hasSize(1);
    assertThat(
            one.path(0)
                .path("suggestions")
                .path(0)
                .path("actions")
                .path(0)
                .path("resourceId")
                .asText())
        .isEqualTo("MedicationRequest/mr1");
    JsonNode none = cards(answer(alert(1, Reaction.HINT, "甲", List.of())));
    assertThat(none.path(0).has("suggestions")).isFalse();
    assertThat(none.path(0).has("selectionBehavior")).isFalse();
  }

  @Test
  void withoutAlertsTheAnswerIsAnEmptyArray() {
    Question plain = Fixture.question("duima-order-sign", Fixture.minimal("order-sign", ""));
    byte[] bytes =
        Fixture.DOOR.answer(
            plain, new AlertAnswer(plain.request(), List.of(), 0, List.of(), List.of()));
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("{\"cards\":[]}");
  }
}
