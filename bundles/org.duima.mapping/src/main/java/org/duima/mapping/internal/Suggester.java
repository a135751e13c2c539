package org.duima.mapping.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.mapping.CodeDecision;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.site.HospitalFiles;

/**
 * Proposes codes from the dictionaries that {@link MappingTables} holds. The index of a dictionary
 * is made when it is first asked for after a loading, so that nothing waits for it at a start.
 */
public class Suggester implements CodeSuggester, HospitalFiles {
  /** What a candidate scores at least, or at most, for a reason that goes before likeness. */
  private static final double DECIDED = 0.99;

  private static final double SAME_NAME = 0.97;
  private static final double LIKENESS_AT_MOST = 0.95;
  private static final double SAME_CODE_WITHOUT_NAME = 0.3;
  private static final double IMPLAUSIBLE = 0.2;

  /** From which likeness on a decision about another name counts. */
  private static final double LIKE_DECIDED = 0.75;

  /** How many more candidates are looked at than asked for: plausibility may turn them round. */
  private static final int SPARE = 10;

  /** Dates whose index is remembered; most of them share one. */
  private static final int MOST_DATES = 1000;

  private static final int LEAST_SHARED = 2;

  private final MappingTables tables;
  private final Path shipped;
  private final Path site;
  private final Clock clock;
  private final List<Finding> loadFindings;
  private volatile Known known;
  private volatile Indexes indexes;

  private record Known(SuggestTerms terms, InForce inForce) {}

  private record Key(CodeSystem system, String edition, LocalDate on) {}

  /** What was made from one loading of the tables and of the terms. */
  private record Indexes(InForce tables, SuggestTerms terms, Map<Key, Index> byKey) {
    boolean areOf(InForce tablesNow, SuggestTerms termsNow) {
      return tables.equals(tablesNow) && terms == termsNow;
    }
  }

  private record Index(SuggestIndex names, List<Decided> decided) {}

  /** A coder's decision about a name. */
  private record Decided(
      String plain, int[] pairs, String shown, String code, LocalDate from, LocalDate to) {
    boolean holds(LocalDate on) {
      return (from == null || !on.isBefore(from)) && (to == null || !on.isAfter(to));
    }
  }

  /**
   * @param home the directory with {@code mappings/suggest} and {@code mappings/site}, each of
   *     which may be absent
   * @param tables where dictionaries, gray lists and decisions come from
   * @throws java.io.UncheckedIOException if a file that is there cannot be read
   */
  public Suggester(Path home, MappingTables tables, Clock clock) {
    this.tables = Objects.requireNonNull(tables, "tables");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.shipped = home.resolve("mappings").resolve("suggest");
    this.site = home.resolve("mappings").resolve("site");
    SuggestTerms.Loaded loaded = SuggestTerms.load(shipped, site);
    this.loadFindings = loaded.findings();
    this.known = knownOf(loaded);
  }

  /** What the first loading found. */
  public List<Finding> loadFindings() {
    return loadFindings;
  }

  // ---------------------------------------------------------------- hospital files

  @Override
  public String name() {
    return "mappings/suggest";
  }

  @Override
  public List<Path> watched() {
    return List.of(shipped, site);
  }

  @Override
  public synchronized List<Finding> reload() {
    SuggestTerms.Loaded loaded = SuggestTerms.load(shipped, site);
    if (loaded.findings().stream().noneMatch(Finding::isError)) {
      known = knownOf(loaded);
    }
    return loaded.findings();
  }

  @Override
  public InForce inForce() {
    return known.inForce();
  }

  private Known knownOf(SuggestTerms.Loaded loaded) {
    Instant now = clock.instant();
    return new Known(loaded.terms(), new InForce(loaded.sha256(), now, loaded.entries()));
  }

  // ---------------------------------------------------------------- indexes

  private Index index(CodeSystem system, String edition, LocalDate on) {
    Indexes current = indexes;
    if (current == null || !current.areOf(tables.inForce(), known.terms())) {
      current = renewed();
    }
    Key key = new Key(system, edition, on);
    Index index = current.byKey().get(key);
    return index != null ? index : made(current, key);
  }

  private synchronized Indexes renewed() {
    InForce tablesNow = tables.inForce();
    SuggestTerms termsNow = known.terms();
    if (indexes == null || !indexes.areOf(tablesNow, termsNow)) {
      indexes = new Indexes(tablesNow, termsNow, new ConcurrentHashMap<>());
    }
    return indexes;
  }

  private synchronized Index made(Indexes current, Key key) {
    Map<Key, Index> byKey = current.byKey();
    if (byKey.size() >= MOST_DATES) {
      byKey.clear();
    }
    Map<String, String> dictionary = tables.codes(key.system(), key.edition(), key.on());
    Leads leads = tables.leads(key.system(), key.edition(), key.on());
    for (Map.Entry<Key, Index> other : byKey.entrySet()) {
      if (other.getKey().system() == key.system()
          && other.getKey().edition().equals(key.edition())
          && other.getValue().names().isOf(dictionary, leads)) {
        byKey.put(key, other.getValue());
        return other.getValue();
      }
    }
    Index index =
        new Index(
            new SuggestIndex(key.system(), dictionary, leads, current.terms()),
            decided(key.system(), key.edition(), dictionary));
    byKey.put(key, index);
    return index;
  }

  private List<Decided> decided(CodeSystem system, String edition, Map<String, String> dictionary) {
    List<Decided> decided = new ArrayList<>();
    for (CodeDecision decision : tables.decisions()) {
      Code target = decision.target();
      String code = CodeText.normalize(system, edition, target.value());
      String plain = SuggestText.plain(decision.sourceName());
      if (target.system() == system
          && target.edition().equals(edition)
          && !plain.isEmpty()
          && dictionary.containsKey(code)) {
        decided.add(
            new Decided(
                plain,
                SuggestText.pairs(plain),
                decision.sourceName(),
                code,
                decision.validFrom(),
                decision.validTo()));
      }
    }
    return decided;
  }

  // ---------------------------------------------------------------- suggesting

  /** A candidate that is being judged. */
  private static final class Draft {
    final int code;
    double score;
    final List<Text> reasons = new ArrayList<>();

    Draft(int code) {
      this.code = code;
    }
  }

  @Override
  public List<Suggestion> suggest(Question question) {
    if (question.max() <= 0) {
      return List.of();
    }
    CodeSystem system = question.source().system();
    Index index = index(system, question.targetEdition(), question.on());
    SuggestIndex names = index.names();
    String source =
        CodeText.normalize(system, question.source().edition(), question.source().value());
    String plain = SuggestText.plain(question.name());
    Map<Integer, Draft> drafts = new LinkedHashMap<>();
    if (plain.isEmpty()) {
      byCodeAlone(names, source, question.max() + SPARE, drafts);
    } else {
      for (SuggestIndex.Hit hit : names.find(question.name(), source, question.max() + SPARE)) {
        Draft draft = new Draft(hit.code());
        likeness(draft, hit, names, plain, source, system);
        drafts.put(hit.code(), draft);
      }
      byDecisions(index, plain, question.on(), drafts);
    }
    SuggestTerms terms = known.terms();
    for (Draft draft : drafts.values()) {
      Text against =
          terms.implausible(system, names.codes[draft.code], question.sex(), question.ageYears());
      if (against != null) {
        draft.score *= IMPLAUSIBLE;
        draft.reasons.add(0, against);
      }
    }
    return drafts.values().stream()
        .sorted(
            Comparator.comparingDouble((Draft draft) -> -draft.score)
                .thenComparingInt(draft -> draft.code))
        .limit(question.max())
        .map(
            draft ->
                new Suggestion(
                    new Code(system, question.targetEdition(), names.codes[draft.code]),
                    names.names[draft.code],
                    draft.score,
                    draft.reasons,
                    tables.isGray(
                        system, question.targetEdition(), names.codes[draft.code], question.on())))
        .toList();
  }

  /** Scores by likeness and says what is alike, the weightiest first. */
  private static void likeness(
      Draft draft,
      SuggestIndex.Hit hit,
      SuggestIndex names,
      String plain,
      String source,
      CodeSystem system) {
    String code = names.codes[hit.code()];
    String name = names.names[hit.code()];
    List<Text> reasons = draft.reasons;
    draft.score = Math.min(hit.probability(), LIKENESS_AT_MOST);
    if (SuggestText.readings(name).contains(plain)) {
      reasons.add(new Text("名称相同（忽略标点）", "the same name, punctuation aside"));
    } else if (hit.exact()) {
      reasons.add(new Text("名称同义（按同义词表）", "the same name by the table of synonyms"));
    }
    if (hit.exact()) {
      boolean elsewhere = hit.sourceKnown() && !hit.inCategory();
      draft.score = elsewhere ? draft.score : Math.max(draft.score, SAME_NAME);
    } else if (hit.alias() == null) {
      String shared = SuggestText.shared(plain, SuggestText.plain(name));
      if (shared.length() >= LEAST_SHARED) {
        reasons.add(new Text("名称相近：共同部分“" + shared + "”", "a like name, sharing “" + shared + "”"));
      } else {
        reasons.add(new Text("名称经同义词或上级词相近", "alike by synonyms or broader terms"));
      }
    }
    if (hit.alias() != null) {
      reasons.add(
          hit.sameAlias()
              ? new Text(
                  "对照表中的同一名称“" + hit.alias() + "”对应此码",
                  "a cross-walk gives this code to the same name “" + hit.alias() + "”")
              : new Text(
                  "相近的名称“" + hit.alias() + "”在对照表中对应此码",
                  "a cross-walk gives this code to the like name “" + hit.alias() + "”"));
    }
    int length = Math.min(SuggestIndex.categoryLength(system), code.length());
    String category = code.substring(0, length);
    if (hit.inCategory()) {
      reasons.add(new Text("同一类目 " + category, "the same category " + category));
    } else if (hit.moved()) {
      String from = source.substring(0, length);
      reasons.add(
          new Text(
              "类目在版本间移动：" + from + " → " + category,
              "moved between editions: " + from + " → " + category));
    }
    if (hit.broaderPlace()) {
      reasons.add(new Text("部位或种类归入上级", "the place or kind is a broader one"));
    }
    if (!hit.exact() && SuggestModel.kind(code).isGeneral()) {
      reasons.add(new Text("该类目或亚目的统称", "stands for its category or subcategory as a whole"));
    }
  }

  private static void byDecisions(
      Index index, String plain, LocalDate on, Map<Integer, Draft> drafts) {
    if (index.decided().isEmpty()) {
      return;
    }
    int[] pairs = SuggestText.pairs(plain);
    Map<String, Decided> closest = new HashMap<>();
    Map<String, Double> likeness = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    for (Decided decided : index.decided()) {
      double alike =
          decided.plain().equals(plain) ? 1 : SuggestText.likeness(pairs, decided.pairs()) * 0.99;
      if (alike >= LIKE_DECIDED && decided.holds(on)) {
        times.merge(decided.code(), 1, Integer::sum);
        if (alike > likeness.getOrDefault(decided.code(), 0.0)) {
          likeness.put(decided.code(), alike);
          closest.put(decided.code(), decided);
        }
      }
    }
    likeness.forEach(
        (code, alike) -> {
          int number = Arrays.binarySearch(index.names().codes, code);
          Draft draft = drafts.computeIfAbsent(number, Draft::new);
          int count = times.get(code);
          String shown = closest.get(code).shown();
          draft.score =
              Math.max(draft.score, alike == 1 ? DECIDED : Math.min(alike, LIKENESS_AT_MOST));
          draft.reasons.add(
              0,
              new Text(
                  "本院编码员曾把“" + shown + "”定为此码（" + count + " 次）",
                  "coders here gave this code to “" + shown + "” (" + count + "×)"));
        });
  }

  /** Without a name nothing but the code's own place in the classification can be offered. */
  private static void byCodeAlone(
      SuggestIndex names, String source, int max, Map<Integer, Draft> drafts) {
    if (source.length() < LEAST_SHARED) {
      return;
    }
    for (int length = source.length(); length >= LEAST_SHARED && drafts.isEmpty(); length--) {
      String head = source.substring(0, length);
      boolean whole = length == source.length();
      for (int code : names.byCode(head, max)) {
        boolean same = names.codes[code].equals(source);
        Draft draft = new Draft(code);
        draft.score = SAME_CODE_WITHOUT_NAME * (same ? 1 : 0.5) * length / source.length();
        draft.reasons.add(
            same && whole
                ? new Text(
                    "编码相同，但没有名称可核对；不同版本的同一编码可能是另一种病",
                    "the same code, but no name to compare: in another edition it may mean"
                        + " something else")
                : new Text("编码同以 " + head + " 开头", "the code begins with " + head));
        drafts.put(code, draft);
      }
    }
  }

  // ---------------------------------------------------------------- searching

  @Override
  public List<Entry> search(
      CodeSystem system, String edition, String typed, LocalDate on, int max) {
    String plain = SuggestText.plain(typed);
    if (plain.isEmpty() || max <= 0) {
      return List.of();
    }
    SuggestIndex names = index(system, edition, on).names();
    List<Integer> found =
        new ArrayList<>(names.byCode(CodeText.normalize(system, edition, typed.strip()), max));
    if (found.size() < max) {
      found.addAll(names.byName(plain, found, max - found.size()));
    }
    return found.stream()
        .map(
            code ->
                new Entry(
                    new Code(system, edition, names.codes[code]),
                    names.names[code],
                    tables.isGray(system, edition, names.codes[code], on)))
        .toList();
  }
}
