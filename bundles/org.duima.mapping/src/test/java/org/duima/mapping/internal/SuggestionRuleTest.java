package org.duima.mapping.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.mapping.CodeSuggester.Suggestion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionRuleTest {
  private static final LocalDate ON = LocalDate.of(2026, 6, 1);

  @TempDir Path folder;
  private final List<CodeSuggester.Question> asked = new ArrayList<>();
  private MappingTables tables;
  private double best = 0.97;
  private double second = 0.6;

  @BeforeEach
  void loadOneRow() throws IOException {
    tables = new MappingFolder(folder).crosswalk("one", "", "I10.x00,,I10.x00,高血压").load();
  }

  private List<Suggestion> suggest(CodeSuggester.Question question) {
    asked.add(question);
    return List.of(suggestion("K35.200", best), suggestion("K35.300", second));
  }

  private static Suggestion suggestion(String code, double score) {
    return new Suggestion(
        new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", code), code + "名", score, List.of(), false);
  }

  private CodeMatch map(String edition, String code, String name) {
    Code source = new Code(CodeSystem.DIAGNOSIS, edition, code);
    return tables.map(new CodeQuestion(source, name, "", "insurance-2.0", ON));
  }

  @Test
  void answersForWhatNoTableKnowsAndSaysThatItIsASuggestion() {
    tables.applySuggestions(this::suggest, () -> 0.95);
    CodeMatch.Mapped mapped = (CodeMatch.Mapped) map("local", "LW1", "阑尾炎");
    assertThat(mapped.target().value()).isEqualTo("K35.200");
    assertThat(mapped.table()).isEqualTo("suggestion 0.97");
    assertThat(mapped.relation().sameCode()).isFalse();
    assertThat(asked.get(0).name()).isEqualTo("阑尾炎");
    assertThat(asked.get(0).source().value()).isEqualTo("LW1");
  }

  @Test
  void leavesWhatATableDecides() {
    tables.applySuggestions(this::suggest, () -> 0.95);
    assertThat(((CodeMatch.Mapped) map("clinical-2.0", "I10.x00", "")).table()).isEqualTo("one");
    assertThat(asked).isEmpty();
  }

  @Test
  void isNotAskedUnlessTheSiteHasSetAThreshold() {
    tables.applySuggestions(this::suggest, () -> 2);
    assertThat(map("local", "LW1", "阑尾炎")).isEqualTo(new CodeMatch.Unmapped());
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.95,0.89,true", "0.949,0.2,false", "0.97,0.93,false", "1,0.94,true"})
  void wantsAGoodScoreAndAClearMargin(double first, double next, boolean applied) {
    best = first;
    second = next;
    tables.applySuggestions(this::suggest, () -> 0.95);
    assertThat(map("local", "LW1", "阑尾炎") instanceof CodeMatch.Mapped).isEqualTo(applied);
  }
}
