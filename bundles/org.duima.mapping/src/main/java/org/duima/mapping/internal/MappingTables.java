package org.duima.mapping.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.HospitalFiles;

/**
 * The code tables, dictionaries and value maps below {@code mappings/}, held in memory. Look-ups
 * take no lock; a reload replaces everything at once or changes nothing.
 */
public class MappingTables implements CodeMapper, Dictionaries, HospitalFiles {
  private final List<Path> folders;
  private final Clock clock;
  private final Predicate<TableInfo> wanted;
  private volatile State state;
  private final List<Finding> loadFindings;

  private record State(TableSet tables, InForce inForce) {}

  /**
   * Loads all tables. If one has an error nothing is in force until a reload succeeds: an answer
   * from half the tables could send a wrong code, while no answer only holds lists.
   *
   * @param mappings the folder with {@code codes}, {@code dictionaries} and {@code site}
   * @param clock tells the day for look-ups that take no date
   * @throws java.io.UncheckedIOException if a file that is there cannot be read
   */
  public MappingTables(Path mappings, Clock clock) {
    this(
        List.of(
            mappings.resolve("codes"), mappings.resolve("dictionaries"), mappings.resolve("site")),
        clock,
        info -> true);
  }

  private MappingTables(List<Path> folders, Clock clock, Predicate<TableInfo> wanted) {
    this.folders = List.copyOf(folders);
    this.clock = Objects.requireNonNull(clock, "clock");
    this.wanted = wanted;
    TableLoader.Loaded loaded = TableLoader.load(this.folders, wanted);
    this.loadFindings = loaded.findings();
    this.state = stateOf(loaded);
  }

  /**
   * Loads only what translating codes of one system needs.
   *
   * @see #MappingTables(Path, Clock)
   */
  public static MappingTables ofCodes(Path mappings, CodeSystem system, Clock clock) {
    return new MappingTables(
        List.of(mappings.resolve("codes"), mappings.resolve("site")),
        clock,
        info -> info.kind() != TableInfo.Kind.VALUES && info.system().equals(system.id()));
  }

  /** What the first loading found. */
  public List<Finding> loadFindings() {
    return loadFindings;
  }

  /** Names of all editions that a loaded table speaks of. */
  public Set<String> editions() {
    return state.tables().editions();
  }

  private State stateOf(TableLoader.Loaded loaded) {
    Instant now = clock.instant();
    return new State(loaded.tables(), new InForce(loaded.sha256(), now, loaded.tables().entries()));
  }

  private LocalDate today() {
    return LocalDate.now(clock);
  }

  // ---------------------------------------------------------------- hospital files

  @Override
  public String name() {
    return "mappings/codes, mappings/dictionaries, mappings/site";
  }

  @Override
  public List<Path> watched() {
    return folders;
  }

  @Override
  public synchronized List<Finding> reload() {
    TableLoader.Loaded loaded = TableLoader.load(folders, wanted);
    if (loaded.findings().stream().noneMatch(Finding::isError)) {
      state = stateOf(loaded);
    }
    return loaded.findings();
  }

  @Override
  public InForce inForce() {
    return state.inForce();
  }

  // ---------------------------------------------------------------- codes

  @Override
  public CodeMatch map(CodeQuestion question) {
    return state.tables().map(question.code(), question.targetEdition(), question.on());
  }

  @Override
  public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
    return state.tables().codeName(system, edition, code, on);
  }

  @Override
  public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
    return state.tables().isComplete(system, edition, on);
  }

  // ---------------------------------------------------------------- dictionaries

  @Override
  public Optional<String> name(String dictionary, String code) {
    return state.tables().name(dictionary, code, today());
  }

  @Override
  public boolean has(String dictionary) {
    return state.tables().has(dictionary, today());
  }

  @Override
  public boolean isComplete(String dictionary) {
    return state.tables().isComplete(dictionary, today());
  }

  @Override
  public Optional<String> translate(String dictionary, String format, String value) {
    return state.tables().translate(dictionary, format, value, today());
  }
}
