package org.duima.mapping.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.HospitalFiles;

/**
 * The code tables, dictionaries and value maps below {@code mappings/} with coders' decisions, held
 * in memory. Look-ups take no lock; a reload replaces everything at once or changes nothing.
 */
public class MappingTables implements CodeMapper, Dictionaries, HospitalFiles {
  /** Once a second look begins the first has ended: what changes from then on is noticed. */
  private static final int LOOKS_OF_A_WATCH = 2;

  private final List<Path> folders;
  private final SavedSources sources;
  private final Path decisions;
  private final Clock clock;
  private final Supplier<String> region;
  private final Predicate<TableInfo> wanted;
  private final List<Finding> loadFindings;
  private volatile State state;
  private volatile int looks;
  private volatile SuggestionRule suggestions = SuggestionRule.NONE;

  /**
   * What is in force.
   *
   * @param region that the set was made for
   */
  private record State(TableLoader.Loaded loaded, InForce inForce, String region, TableSet set) {}

  /**
   * Loads all tables and decisions of a home directory. If one has an error nothing is in force
   * until a reload succeeds: an answer from half the tables could send a wrong code, while no
   * answer only holds lists.
   *
   * @param home the directory with {@code mappings/codes}, {@code mappings/dictionaries}, {@code
   *     mappings/imported}, {@code mappings/site}, {@code data/code-sources} and {@code
   *     data/decisions.csv}, each of which may be absent
   * @param clock tells the day for look-ups that take no date
   * @param region tells the site's region: tables of other regions do not count
   * @throws java.io.UncheckedIOException if a file that is there cannot be read
   */
  public MappingTables(Path home, Clock clock, Supplier<String> region) {
    this(
        folders(home.resolve("mappings"), "codes", "dictionaries", "imported", "site"),
        new SavedSources(home),
        decisions(home),
        clock,
        region,
        info -> true);
  }

  private MappingTables(
      List<Path> folders,
      SavedSources sources,
      Path decisions,
      Clock clock,
      Supplier<String> region,
      Predicate<TableInfo> wanted) {
    this.folders = List.copyOf(folders);
    this.sources = sources;
    this.decisions = decisions;
    this.clock = Objects.requireNonNull(clock, "clock");
    this.region = Objects.requireNonNull(region, "region");
    this.wanted = wanted;
    TableLoader.Loaded loaded = load(sources.all());
    this.loadFindings = loaded.findings();
    this.state = stateOf(loaded);
  }

  /**
   * Loads only what translating codes of one system needs.
   *
   * @see #MappingTables(Path, Clock, Supplier)
   */
  public static MappingTables ofCodes(
      Path home, CodeSystem system, Clock clock, Supplier<String> region) {
    return new MappingTables(
        folders(home.resolve("mappings"), "codes", "imported", "site"),
        new SavedSources(home),
        decisions(home),
        clock,
        region,
        info -> info.kind() != TableInfo.Kind.VALUES && info.system().equals(system.id()));
  }

  private static List<Path> folders(Path mappings, String... names) {
    return Arrays.stream(names).map(mappings::resolve).toList();
  }

  private static Path decisions(Path home) {
    return home.resolve("data").resolve("decisions.csv");
  }

  /** Reads the files and the tables that sources gave. */
  private TableLoader.Loaded load(List<SavedSources.Saved> saved) {
    List<Path> all = new ArrayList<>(folders);
    List<Finding> damaged = new ArrayList<>();
    for (SavedSources.Saved source : saved) {
      if (source.version().isEmpty()) {
        damaged.add(
            Finding.error(
                "mapping.source",
                "source " + source.name(),
                "source " + source.name() + "：data/code-sources 中保存的表已损坏；删除该目录后，来源在时会重新读取",
                "source "
                    + source.name()
                    + ": its tables below data/code-sources are damaged; delete that folder, they are"
                    + " read again when the source is there"));
      } else {
        all.add(sources.tables(source.name(), source.version()));
      }
    }
    TableLoader.Loaded loaded = TableLoader.load(all, decisions, wanted);
    if (damaged.isEmpty()) {
      return loaded;
    }
    damaged.addAll(loaded.findings());
    return new TableLoader.Loaded(List.of(), List.of(), damaged, loaded.sha256());
  }

  /**
   * Brings tables of a source into force, in the place of those that it gave before, unless they
   * have an error alone or together with the others.
   *
   * @param next written before
   * @return what was found; any error means that nothing has changed
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  synchronized List<Finding> bringIntoForce(SavedSources.Saved next) {
    List<SavedSources.Saved> all = new ArrayList<>(sources.all());
    all.removeIf(saved -> saved.name().equals(next.name()));
    all.add(next);
    all.sort(Comparator.comparing(SavedSources.Saved::name));
    TableLoader.Loaded loaded = load(all);
    if (loaded.findings().stream().noneMatch(Finding::isError)) {
      sources.name(next);
      state = stateOf(loaded);
    }
    return loaded.findings();
  }

  /** Where the tables of sources are kept. */
  SavedSources sources() {
    return sources;
  }

  /**
   * Whether somebody watches the files, so that a change of them makes stays due that were judged
   * before it.
   */
  boolean isWatched() {
    return looks >= LOOKS_OF_A_WATCH;
  }

  /** What the first loading found. */
  public List<Finding> loadFindings() {
    return loadFindings;
  }

  /** Names of all editions that a loaded table speaks of. */
  public Set<String> editions() {
    return tables().editions();
  }

  /**
   * Every code of an edition that may be sent on a date, with its name: what a whole dictionary
   * has, else what dictionaries and cross-walks know together. Made anew for each call.
   */
  public Map<String, String> codes(CodeSystem system, String edition, LocalDate on) {
    return tables().codes(system, edition, on);
  }

  /** What the cross-walks in force on a date say of an edition's codes. Made anew for each call. */
  Leads leads(CodeSystem system, String edition, LocalDate on) {
    return tables().leads(system, edition, on);
  }

  /** Whether a code may not be a principal diagnosis or procedure on a date. */
  public boolean isGray(CodeSystem system, String edition, String code, LocalDate on) {
    return tables().isGray(system, edition, code, on);
  }

  /** The decisions in force. */
  public List<CodeDecision> decisions() {
    return tables().decisions();
  }

  /**
   * Lets the best suggestion answer where no table does, once it is good enough for the site.
   *
   * @param suggester gives candidates, best first
   * @param from the least score that is good enough; greater than 1 for never
   */
  public void applySuggestions(
      Function<CodeSuggester.Question, List<CodeSuggester.Suggestion>> suggester,
      DoubleSupplier from) {
    suggestions = new SuggestionRule(suggester, from);
  }

  private State stateOf(TableLoader.Loaded loaded) {
    InForce inForce = new InForce(loaded.sha256(), clock.instant(), loaded.entries());
    return stateOf(loaded, inForce, region.get());
  }

  private State stateOf(TableLoader.Loaded loaded, InForce inForce, String ofSite) {
    TableSet set = new TableSet(loaded.tables(), loaded.decisions(), ofSite, clock.getZone());
    return new State(loaded, inForce, ofSite, set);
  }

  private TableSet tables() {
    State now = state;
    return now.region.equals(region.get()) ? now.set : ofNewRegion();
  }

  /** The site's configuration names another region than it did at loading. */
  private synchronized TableSet ofNewRegion() {
    String ofSite = region.get();
    if (!state.region.equals(ofSite)) {
      state = stateOf(state.loaded, state.inForce, ofSite);
    }
    return state.set;
  }

  private LocalDate today() {
    return LocalDate.now(clock);
  }

  // ---------------------------------------------------------------- hospital files

  @Override
  public String name() {
    return "mappings/codes, mappings/dictionaries, mappings/imported, mappings/site";
  }

  /**
   * The folders of tables, and what names the tables of sources; whoever writes decisions says so
   * by {@link #reload()}.
   */
  @Override
  public List<Path> watched() {
    looks = Math.min(looks + 1, LOOKS_OF_A_WATCH);
    List<Path> watched = new ArrayList<>(folders);
    watched.addAll(sources.pointers());
    return watched;
  }

  @Override
  public synchronized List<Finding> reload() {
    TableLoader.Loaded loaded = load(sources.all());
    if (loaded.findings().stream().noneMatch(Finding::isError)) {
      state = stateOf(loaded);
    }
    return loaded.findings();
  }

  @Override
  public InForce inForce() {
    return state.inForce();
  }

  // ---------------------------------------------------------------- codes and dictionaries

  /** The tables of this moment, whatever is loaded later. Safe for use by several threads. */
  @Override
  public TableView asOfNow() {
    return new TableView(tables(), suggestions, today());
  }

  @Override
  public CodeMatch map(CodeQuestion question) {
    return asOfNow().map(question);
  }

  @Override
  public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
    return tables().codeName(system, edition, code, on);
  }

  @Override
  public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
    return tables().isComplete(system, edition, on);
  }

  @Override
  public Optional<String> name(String dictionary, String code) {
    return tables().name(dictionary, code, today());
  }

  @Override
  public Map<String, String> values(String dictionary) {
    return tables().values(dictionary, today());
  }

  @Override
  public boolean has(String dictionary) {
    return tables().has(dictionary, today());
  }

  @Override
  public boolean isComplete(String dictionary) {
    return tables().isComplete(dictionary, today());
  }

  @Override
  public Optional<String> translate(String dictionary, String format, String value) {
    return tables().translate(dictionary, format, value, today());
  }
}
