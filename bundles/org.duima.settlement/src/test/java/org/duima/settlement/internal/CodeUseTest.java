package org.duima.settlement.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.ListDraft;
import org.duima.api.site.Site;
import org.duima.mapping.internal.MappingTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a list tells about its codes. */
class CodeUseTest {
  private static final String LOCAL = "BD0815";

  private final List<CodeQuestion> asked = new ArrayList<>();
  private ObjectNode stay;

  @BeforeEach
  void readAStayWithALocalCode() throws IOException {
    stay = StayJson.tree(Files.readString(Path.of("src/test/resources/checks/stay.json")));
    principal("local/" + LOCAL, "本院诊断");
  }

  private void principal(String code, String name) {
    ((ArrayNode) stay.path("diagnoses")).set(1, "PRINCIPAL " + code + " " + name + " 1");
  }

  /** The real tables, with a coder's decision before them. */
  private CodeMapper deciding() {
    return question -> {
      asked.add(question);
      return question.code().value().equals(LOCAL)
          ? new CodeMatch.Mapped(
              new Code(CodeSystem.DIAGNOSIS, Editions.INSURANCE_2_0, "K35.800x001"),
              "急性阑尾炎",
              false,
              true,
              "decision 7",
              new CodeMatch.Relation(false, true, true))
          : TestWorld.CODES.map(question);
    };
  }

  private ListDraft draft(CodeMapper mapper) {
    return draft(mapper, TestWorld.CODES);
  }

  private ListDraft draft(CodeMapper mapper, Dictionaries dictionaries) {
    Site site = Site.of(TestWorld.settings());
    return new SettlementLists(TestWorld.FILES, mapper, dictionaries, () -> site)
        .draft(StayJson.read(stay), TestWorld.options("4101A"))
        .get(0);
  }

  @Test
  void asksWithNameAndDepartmentAndTellsWhatTheDecisionMadeOfTheCode() {
    ListDraft draft = draft(deciding());

    assertThat(asked.get(0).name()).isEqualTo("本院诊断");
    assertThat(asked.get(0).department()).isEqualTo(draft.department()).isNotEmpty();
    assertThat(asked.get(0).on()).isEqualTo(draft.dischargedOn());
    assertThat(draft.codes().get(0))
        .isEqualTo(
            new CodeUse(
                true,
                new Code(CodeSystem.DIAGNOSIS, "local", LOCAL),
                "本院诊断",
                CodeUse.Outcome.MAPPED,
                "K35.800x001",
                "急性阑尾炎",
                false,
                true,
                true,
                true,
                true,
                "decision 7"));
    assertThat(draft.provenance().get("diseinfo[0].diag_code"))
        .endsWith(LOCAL + " (local) by decision 7");
  }

  @Test
  void tellsOfACodeThatNoTableKnows() {
    ListDraft draft = draft(TestWorld.CODES);

    assertThat(draft.state()).isEqualTo(ListDraft.State.HELD);
    CodeUse use = draft.codes().get(0);
    assertThat(use.principal()).isTrue();
    assertThat(use.outcome()).isEqualTo(CodeUse.Outcome.UNMAPPED);
    assertThat(use.targetCode() + use.targetName() + use.table()).isEmpty();
  }

  @Test
  void doesNotCountAnInsuranceCodeThatTheWholeDictionaryDoesNotKnow() throws IOException {
    principal("insurance-2.0/K35.900x999", "本院诊断");
    assertThat(draft(TestWorld.CODES).codes().get(0).outcome())
        .as("the starter dictionary is not whole")
        .isEqualTo(CodeUse.Outcome.MAPPED);

    Path folder = Files.createTempDirectory(Path.of("target"), "whole").resolve("mappings");
    TestWorld.copy(TestWorld.MAPPINGS, folder);
    Path metadata = folder.resolve("site/insurance-diagnosis.properties");
    Files.writeString(
        metadata, Files.readString(metadata).replace("complete=false", "complete=true"));
    MappingTables whole = TestWorld.codes(folder);
    assertThat(draft(whole, whole).codes().get(0).outcome()).isEqualTo(CodeUse.Outcome.UNMAPPED);
  }

  @Test
  void fillsInTheEditionThatTheSiteDeclaresForTheDepartmentOfTheStay() {
    principal("/" + LOCAL, "本院诊断");
    assertThat(draft(deciding()).codes().get(0).source().edition()).isEqualTo("clinical-2.0");
    String department = asked.get(0).department();
    Map<String, String> settings = new HashMap<>(TestWorld.settings());
    settings.put("edition.diagnosis.department." + department, "local");
    ListDraft draft =
        TestWorld.maker(settings).draft(StayJson.read(stay), TestWorld.options("4101A")).get(0);
    assertThat(draft.codes().get(0).source())
        .isEqualTo(new Code(CodeSystem.DIAGNOSIS, "local", LOCAL));
  }

  @Test
  void keepsTwoDiagnosesWithoutCodeApartByTheirNames() {
    ArrayNode diagnoses = (ArrayNode) stay.path("diagnoses");
    for (int i = 0; i < 2; i++) {
      diagnoses.add("OTHER local/ 只有名称" + i + " 1");
    }

    ListDraft draft = draft(deciding());

    assertThat(draft.codes().stream().filter(use -> use.source().value().isEmpty())).hasSize(2);
    assertThat(draft.provenance())
        .containsKeys("diseinfo[2].diag_name", "diseinfo[3].diag_name")
        .doesNotContainKey("diseinfo[3].diag_code");
  }

  @Test
  void aListThatWaitsTellsNoCodesButWhereThePatientLies() {
    stay.remove("settlements");

    ListDraft draft = draft(deciding());

    assertThat(draft.state()).isEqualTo(ListDraft.State.WAITING);
    assertThat(draft.codes()).isEmpty();
    assertThat(draft.department()).isNotEmpty();
    assertThat(draft.physician()).isNotEmpty();
    assertThat(draft.total()).isNull();
  }
}
