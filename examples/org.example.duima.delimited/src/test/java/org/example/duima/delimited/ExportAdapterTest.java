package org.example.duima.delimited;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Charged;
import org.duima.api.encounter.EncounterEvent.FrontPageCoded;
import org.duima.api.encounter.EncounterEvent.Moved;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.Key;
import org.duima.api.spi.SourceAdapter;
import org.duima.api.spi.SourceAdapterContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExportAdapterTest {
  private static List<RawMessage> messages(String text) {
    return new ExportReader().read(Samples.bytes(text), Instant.EPOCH).messages();
  }

  private static Parsed parse(String text) {
    return new ExportAdapter().parse(messages(text).get(0), 7);
  }

  private static <T extends EncounterEvent> List<T> of(Parsed parsed, Class<T> kind) {
    return parsed.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void aVisitBecomesItsEvents() {
    Parsed parsed = parse(Samples.TWO_VISITS);
    assertThat(parsed.findings()).isEmpty();
    assertThat(of(parsed, Moved.class))
        .extracting(Moved::movement)
        .containsExactly(Movement.ADMIT, Movement.DISCHARGE);
    assertThat(of(parsed, Moved.class).get(1).at()).isEqualTo(LocalDateTime.of(2026, 3, 6, 10, 0));
    assertThat(of(parsed, Stated.class).get(0).facts().get("psn_name").value()).isEqualTo("王某某");
    assertThat(of(parsed, FrontPageCoded.class).get(0).frontPage().diagnoses())
        .extracting(Diagnosis::role)
        .containsExactly(Diagnosis.Role.PRINCIPAL, Diagnosis.Role.OTHER);
    assertThat(of(parsed, Charged.class).get(0).charges())
        .extracting(charge -> charge.amount())
        .containsExactly(Money.parseYuan("20"), Money.parseYuan("31"));
    assertThat(parsed.events().get(0).header().key(Key.Kind.VISIT))
        .contains(new Key(Key.Kind.VISIT, "H50010300001", "ZY900417"));
  }

  @Test
  void whatCannotBeReadIsNamedByItsPlaceAndTheRestCounts() {
    Parsed parsed =
        parse(Samples.TWO_VISITS.replace("31.00", "三十一").replace("|20260306100000|", "|今天|"));
    assertThat(parsed.findings())
        .extracting(Finding::rule, Finding::path)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("delimited.number", "6|9"),
            org.assertj.core.groups.Tuple.tuple("delimited.time", "7|3"));
    assertThat(of(parsed, Charged.class).get(0).charges()).hasSize(1);
    assertThat(of(parsed, Moved.class)).hasSize(1);
  }

  @Nested
  class Contract extends SourceAdapterContract {
    @Override
    protected SourceAdapter adapter() {
      return new ExportAdapter();
    }

    @Override
    protected List<RawMessage> messages() {
      return ExportAdapterTest.messages(Samples.TWO_VISITS);
    }

    @Override
    protected List<String> patientData() {
      return List.of("王某某", "李某某", "BA900417", "ZY900417");
    }
  }
}
