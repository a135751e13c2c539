package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.DecisionDesk.Decided;
import org.duima.api.ledger.DecisionDesk.Effect;
import org.duima.api.ledger.StayStore;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.SourceCode;
import org.duima.api.settlement.ListDraft;
import org.duima.api.site.HospitalFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionFileTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T03:04:05Z"), ZoneOffset.UTC);

  @TempDir Path data;

  private final Recorded recorded = new Recorded();
  private final Stays stays = new Stays();
  private final Tables tables = new Tables();

  /** Decisions in memory, with the meaning that the ledger's contract test holds. */
  private static final class Recorded implements CodeDecisions {
    private final List<CodeDecision> all = new ArrayList<>();
    private final Set<Long> withdrawn = new TreeSet<>();

    @Override
    public CodeDecision decide(CodeDecision d) {
      CodeDecision numbered =
          new CodeDecision(
              all.size() + 1L,
              d.source(),
              d.sourceName(),
              d.department(),
              d.target(),
              d.validFrom(),
              d.validTo(),
              d.who(),
              d.decidedAt(),
              d.why());
      all.add(numbered);
      return numbered;
    }

    @Override
    public boolean withdraw(long number, String who, String why, Instant at) {
      return number <= all.size() && withdrawn.add(number);
    }

    @Override
    public List<CodeDecision> standing() {
      return all.stream().filter(decision -> !withdrawn.contains(decision.number())).toList();
    }

    @Override
    public List<Past> history(int max) {
      return all.stream().map(decision -> new Past(decision, "", null, "")).toList();
    }

    @Override
    public long revision() {
      return all.size() + withdrawn.size();
    }
  }

  /** Notes for which codes stays were made due. */
  private static final class Stays implements StayStore {
    private final List<Set<String>> evaluated = new ArrayList<>();
    private boolean down;

    @Override
    public int evaluateUsing(Collection<SourceCode> sources, Instant at) {
      if (down) {
        throw new StoreUnavailableException("down", null);
      }
      Set<String> codes = new TreeSet<>();
      sources.forEach(source -> codes.add(source.code().value() + source.name()));
      evaluated.add(codes);
      return codes.size();
    }

    @Override
    public List<DueStay> due(String owner, Instant now, int max, Duration lease) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean save(
        DueStay stay,
        Summary summary,
        List<EncounterEvent> assigned,
        List<ListDraft> drafts,
        Instant nextEvaluation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release(DueStay stay, Instant next) {
      throw new IllegalStateException("decisions lease no stays");
    }

    @Override
    public int evaluateAll(Instant at) {
      throw new UnsupportedOperationException();
    }
  }

  /** Tables that take the file as it is when they are read. */
  private final class Tables implements HospitalFiles {
    private final List<String> read = new ArrayList<>();
    private String sha256 = "a";
    private boolean broken;

    @Override
    public String name() {
      return "mappings/codes";
    }

    @Override
    public List<Path> watched() {
      return List.of();
    }

    @Override
    public List<Finding> reload() {
      if (broken) {
        return List.of(Finding.error("csv", "mappings/site/x.csv", "缺少列", "a column is missing"));
      }
      try {
        read.add(Files.readString(data.resolve("decisions.csv")));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      sha256 += "a";
      return List.of();
    }

    @Override
    public InForce inForce() {
      return new InForce(sha256, CLOCK.instant(), 1);
    }
  }

  private DecisionFile node() {
    return new DecisionFile(data, recorded, stays, () -> Optional.of(tables), CLOCK);
  }

  private static CodeDecision decision(String code, String target) {
    return new CodeDecision(
        0,
        new Code(CodeSystem.DIAGNOSIS, "local", code),
        "名称, \"引号\"",
        "0301",
        new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", target),
        LocalDate.of(2026, 1, 1),
        null,
        "coder",
        CLOCK.instant(),
        "原因");
  }

  private List<NamedCsvRecord> rows() throws IOException {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(data.resolve("decisions.csv"))) {
      return rows.stream().toList();
    }
  }

  @Test
  void aDecisionIsWrittenReadAndReleasesWhatWaitedForIt() throws IOException {
    DecisionFile node = node();
    node.follow();

    Decided decided = node.decide(decision("BD1", "I10.x00"));

    assertThat(decided.decision().number()).isEqualTo(1);
    assertThat(decided.effect()).isEqualTo(new Effect(true, 1));
    assertThat(rows()).hasSize(1);
    NamedCsvRecord row = rows().get(0);
    assertThat(row.getHeader())
        .containsExactly(
            "number",
            "system",
            "from",
            "code",
            "name",
            "department",
            "to",
            "target_code",
            "valid_from",
            "valid_to",
            "who",
            "decided_at",
            "why");
    assertThat(row.getFields())
        .containsExactly(
            "1",
            "diagnosis",
            "local",
            "BD1",
            "名称, \"引号\"",
            "0301",
            "insurance-2.0",
            "I10.x00",
            "2026-01-01",
            "",
            "coder",
            "2026-11-22T03:04:05Z",
            "原因");
    assertThat(tables.read.get(tables.read.size() - 1)).contains("BD1");
    assertThat(stays.evaluated).last().isEqualTo(Set.of("BD1名称, \"引号\""));
    assertThat(node.status().entries()).isEqualTo(1);
    assertThat(node.status().refused()).isEmpty();
    assertThat(data.resolve("decisions.csv.new")).doesNotExist();
  }

  @Test
  void aWithdrawnDecisionIsNoLongerReadAndItsCodeIsLookedAtAgain() throws IOException {
    DecisionFile node = node();
    node.decide(decision("BD1", "I10.x00"));
    node.decide(decision("BD2", "I10.x00"));

    assertThat(node.withdraw(1, "lead", "有误", CLOCK.instant())).contains(new Effect(true, 1));
    assertThat(node.withdraw(1, "lead", "有误", CLOCK.instant())).isEmpty();

    assertThat(rows()).extracting(row -> row.getField("code")).containsExactly("BD2");
    assertThat(stays.evaluated).last().isEqualTo(Set.of("BD1名称, \"引号\""));
  }

  @Test
  void aNodeFollowsWhatAnotherDecides() {
    DecisionFile node = node();
    node.follow();
    int before = stays.evaluated.size();
    recorded.decide(decision("BD1", "I10.x00"));

    assertThat(node.follow()).isEqualTo(1);
    assertThat(node.follow()).isZero();
    assertThat(stays.evaluated).hasSize(before + 1);
  }

  @Test
  void aNodeThatWasKilledInBetweenDoesTheRestWhenItStarts() {
    recorded.decide(decision("BD1", "I10.x00"));
    stays.down = true;
    DecisionFile killed = node();
    assertThatThrownBy(killed::follow).isInstanceOf(StoreUnavailableException.class);
    assertThat(data.resolve("decisions.csv")).exists();
    stays.down = false;

    assertThat(node().follow()).as("the file is there, the stays are not due").isEqualTo(1);
  }

  @Test
  void theTablesAreNotReadAgainWhenTheFileIsAlreadyRight() {
    recorded.decide(decision("BD1", "I10.x00"));
    node().follow();
    int reads = tables.read.size();

    node().follow();

    assertThat(tables.read).hasSize(reads);
  }

  @Test
  void aDecisionThatIsRecordedStaysSoWhileTheStoreIsAway() {
    DecisionFile node = node();
    node.follow();
    stays.down = true;

    assertThat(node.decide(decision("BD1", "I10.x00")).effect()).isEqualTo(new Effect(false, 0));
    stays.down = false;
    assertThat(node.follow()).isEqualTo(1);
  }

  @Test
  void tablesThatAreRefusedAreShownAndTriedAgainWhenTheyAreMended() {
    DecisionFile node = node();
    node.follow();
    tables.broken = true;

    assertThat(node.decide(decision("BD1", "I10.x00")).effect()).isEqualTo(new Effect(false, 0));
    assertThat(node.status().refused()).extracting(Finding::rule).containsExactly("csv");
    tables.broken = false;
    assertThat(node.follow()).as("nothing has changed yet").isZero();
    tables.reload();
    assertThat(node.follow()).isEqualTo(1);
    assertThat(node.status().refused()).isEmpty();
  }

  @Test
  void waitsForTheTables() {
    recorded.decide(decision("BD1", "I10.x00"));
    List<HospitalFiles> there = new ArrayList<>();
    DecisionFile node =
        new DecisionFile(data, recorded, stays, () -> there.stream().findFirst(), CLOCK);

    assertThat(node.follow()).isZero();
    there.add(tables);
    assertThat(node.follow()).isEqualTo(1);
  }
}
