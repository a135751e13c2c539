package org.duima.engine.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.DecisionDesk;
import org.duima.api.ledger.StayStore;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.SourceCode;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code data/decisions.csv} equal to the decisions that stand in the ledger, has the code
 * tables read it, and makes the stays due whose lists may change by it. Each step can be repeated:
 * a node that stops in between does the rest when it starts again. Safe for use by several threads.
 */
public final class DecisionFile implements DecisionDesk {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionFile.class);
  private static final long NEVER = -1;

  private final Path file;
  private final CodeDecisions decisions;
  private final StayStore stays;
  private final Supplier<Optional<HospitalFiles>> tables;
  private final Clock clock;

  /** Revision of the ledger that is in force here. */
  private long revision = NEVER;

  private List<CodeDecision> inForce = List.of();

  /** What the tables have read; null while that is not known. */
  private String read;

  private Instant since;

  /** Why the tables do not read the file, with what was in force then. */
  private List<Finding> refused = List.of();

  private Instant refusedAt;
  private String refusedWith = "";

  /**
   * @param data the node's own folder
   * @param tables the code tables, which read the file when they are reloaded
   */
  public DecisionFile(
      Path data,
      CodeDecisions decisions,
      StayStore stays,
      Supplier<Optional<HospitalFiles>> tables,
      Clock clock) {
    this.file = data.resolve("decisions.csv");
    this.decisions = decisions;
    this.stays = stays;
    this.tables = tables;
    this.clock = clock;
  }

  @Override
  public synchronized Decided decide(CodeDecision decision) {
    CodeDecision decided = decisions.decide(decision);
    return new Decided(decided, effect());
  }

  @Override
  public synchronized Optional<Effect> withdraw(long number, String who, String why, Instant at) {
    return decisions.withdraw(number, who, why, at) ? Optional.of(effect()) : Optional.empty();
  }

  /** What was recorded stays so, whatever becomes of it here. */
  private Effect effect() {
    try {
      int due = follow();
      return new Effect(refused.isEmpty(), due);
    } catch (StoreUnavailableException | UncheckedIOException e) {
      LOG.warn("编码决定尚未生效，稍后重试 / decision not in force yet, will try again: {}", e.getMessage());
      return new Effect(false, 0);
    }
  }

  /**
   * Brings into force what the ledger says, if that has changed.
   *
   * @return how many stays were made due
   * @throws StoreUnavailableException if the ledger cannot be reached
   * @throws UncheckedIOException if the file cannot be written, or a table not be read
   */
  public synchronized int follow() {
    long now = decisions.revision();
    if (now == revision) {
      return 0;
    }
    List<CodeDecision> standing = decisions.standing();
    if (!load(csv(standing))) {
      return 0;
    }
    // after a start nobody knows how far the former process came
    Set<SourceCode> sources =
        revision == NEVER
            ? sources(
                decisions.history(Integer.MAX_VALUE).stream()
                    .map(CodeDecisions.Past::decision)
                    .collect(Collectors.toSet()))
            : sources(difference(inForce, standing));
    int due = stays.evaluateUsing(sources, clock.instant());
    inForce = standing;
    revision = now;
    LOG.info(
        "编码决定已生效 {} 条，重新评估 {} 次住院 / decisions in force, stays to be evaluated again",
        standing.size(),
        due);
    return due;
  }

  /** Writes the file and has it read, unless that was done; false if the tables refuse. */
  private boolean load(String csv) {
    HospitalFiles codes = tables.get().orElse(null);
    if (codes == null) {
      return false;
    }
    if (read == null) {
      read = onDisk();
      since = clock.instant();
    }
    if (csv.equals(read)) {
      return true;
    }
    String before = codes.inForce().sha256();
    if (!refused.isEmpty() && before.equals(refusedWith) && csv.equals(onDisk())) {
      return false;
    }
    OwnFiles.write(file, csv);
    List<Finding> errors = codes.reload().stream().filter(Finding::isError).toList();
    errors.forEach(error -> LOG.warn("{} {}", error.path(), error.text()));
    refused = errors;
    refusedAt = clock.instant();
    refusedWith = before;
    if (errors.isEmpty()) {
      read = csv;
      since = clock.instant();
    }
    return errors.isEmpty();
  }

  private static Set<CodeDecision> difference(List<CodeDecision> one, List<CodeDecision> other) {
    Set<CodeDecision> difference = new HashSet<>(one);
    difference.removeAll(new HashSet<>(other));
    Set<CodeDecision> added = new HashSet<>(other);
    added.removeAll(new HashSet<>(one));
    difference.addAll(added);
    return difference;
  }

  private static Set<SourceCode> sources(Set<CodeDecision> decisions) {
    return decisions.stream()
        .map(decision -> new SourceCode(decision.source(), decision.sourceName()))
        .collect(Collectors.toSet());
  }

  private static String csv(List<CodeDecision> standing) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(
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
      for (CodeDecision decision : standing) {
        csv.writeRecord(
            Long.toString(decision.number()),
            decision.source().system().id(),
            decision.source().edition(),
            decision.source().value(),
            decision.sourceName(),
            decision.department(),
            decision.target().edition(),
            decision.target().value(),
            text(decision.validFrom()),
            text(decision.validTo()),
            decision.who(),
            decision.decidedAt().toString(),
            decision.why());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private String onDisk() {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Revision of the ledger's decisions that is in force here, negative before the first. */
  synchronized long revision() {
    return revision;
  }

  /** What of the ledger's decisions is in force here, for status pages. */
  synchronized NodeStatus.InForce status() {
    return new NodeStatus.InForce(
        "data/decisions.csv",
        read == null ? "" : OwnFiles.sha256(read),
        since,
        inForce.size(),
        refused,
        refused.isEmpty() ? null : refusedAt);
  }
}
