package org.duima.alert.internal.knowledge;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;

/**
 * Points by code. A look-up asks a hash table once for the whole code, once for each length that
 * prefixes have, and once for the name. Immutable and safe for use by several threads.
 */
final class KnowledgeIndex implements Knowledge {
  static final KnowledgeIndex EMPTY = new KnowledgeIndex(List.of(), List.of());

  private final Map<String, RuleClass> classes = new LinkedHashMap<>();
  private final Map<String, RuleClass> otherNames = new HashMap<>();
  private final KnowledgePoint[] points;
  private final Map<String, List<KnowledgePoint>> byClass = new HashMap<>();
  private final Set<String> batches = new HashSet<>();
  private final CodeIndex ids;

  /** Whole codes and names; twice the number of the point, and one more for its other side. */
  private final CodeIndex whole;

  private final CodeIndex prefixes;
  private final int[] prefixLengths;

  /** Whether any point names something by its name, so that names need to be looked up. */
  private final boolean hasNames;

  /**
   * @param points with the state in which they are; those that are off are not found by code
   */
  KnowledgeIndex(List<RuleClass> inOrder, List<KnowledgePoint> points) {
    for (RuleClass ruleClass : inOrder) {
      classes.put(ruleClass.id(), ruleClass);
      otherNames.put(ruleClass.name().zh(), ruleClass);
      if (!ruleClass.gzCode().isEmpty()) {
        otherNames.put(ruleClass.gzCode(), ruleClass);
      }
    }
    this.points = points.toArray(KnowledgePoint[]::new);
    CodeIndex.Builder idBuilder = new CodeIndex.Builder();
    CodeIndex.Builder wholeBuilder = new CodeIndex.Builder();
    CodeIndex.Builder prefixBuilder = new CodeIndex.Builder();
    Set<Integer> lengths = new TreeSet<>();
    boolean names = false;
    Map<String, List<KnowledgePoint>> gathered = new HashMap<>();
    for (int number = 0; number < this.points.length; number++) {
      KnowledgePoint point = this.points[number];
      idBuilder.add(point.id(), number);
      gathered.computeIfAbsent(point.ruleClass(), id -> new ArrayList<>()).add(point);
      if (!point.batch().isEmpty()) {
        batches.add(point.batch());
      }
      if (point.state() != PointState.OFF) {
        add(point.codes(), number * 2, wholeBuilder, prefixBuilder, lengths);
        add(point.others(), number * 2 + 1, wholeBuilder, prefixBuilder, lengths);
        names = names || hasName(point.codes()) || hasName(point.others());
      }
    }
    gathered.forEach((id, ofClass) -> byClass.put(id, List.copyOf(ofClass)));
    ids = idBuilder.build();
    whole = wholeBuilder.build();
    prefixes = prefixBuilder.build();
    hasNames = names;
    prefixLengths = lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean hasName(List<String> entries) {
    for (String entry : entries) {
      if (Codes.isName(entry)) {
        return true;
      }
    }
    return false;
  }

  private static void add(
      List<String> entries,
      int side,
      CodeIndex.Builder whole,
      CodeIndex.Builder prefixes,
      Set<Integer> lengths) {
    for (String entry : entries) {
      String key = Codes.entryKey(entry);
      if (Codes.isPrefix(entry)) {
        prefixes.add(key, side);
        lengths.add(key.length());
      } else {
        whole.add(key, side);
      }
    }
  }

  @Override
  public Collection<RuleClass> classes() {
    return Collections.unmodifiableCollection(classes.values());
  }

  @Override
  public Optional<RuleClass> ruleClass(String name) {
    RuleClass byId = classes.get(name);
    return Optional.ofNullable(byId == null ? otherNames.get(name.strip()) : byId);
  }

  @Override
  public void points(
      String code, String name, LocalDate on, BiConsumer<KnowledgePoint, Boolean> each) {
    Found found = new Found();
    String key = Codes.key(code);
    if (!key.isEmpty()) {
      whole.each(key, found);
      for (int length : prefixLengths) {
        if (length > key.length()) {
          break;
        }
        found.nextSource();
        prefixes.each(key, length, found);
      }
    }
    if (hasNames && !name.isBlank()) {
      found.nextSource();
      whole.each(Codes.nameKey(name), found);
    }
    for (int i = 0; i < found.size; i++) {
      KnowledgePoint point = points[found.sides[i] >> 1];
      if (point.isValidOn(on)) {
        each.accept(point, (found.sides[i] & 1) == 1);
      }
    }
  }

  /** Hands over the beginnings of a key that have the length of a prefix, the key included. */
  private void forEachPrefix(String key, Consumer<String> each) {
    for (int length : prefixLengths) {
      if (length > key.length()) {
        return;
      }
      each.accept(key.substring(0, length));
    }
  }

  /** What was found so far; a point that names something in two ways counts once. */
  private static final class Found implements CodeIndex.Each {
    private int[] sides = new int[8];
    private int size;
    private int before;

    /** One source does not name a side twice, so only what came before it is compared. */
    void nextSource() {
      before = size;
    }

    @Override
    public void accept(int side) {
      for (int i = 0; i < before; i++) {
        if (sides[i] == side) {
          return;
        }
      }
      if (size == sides.length) {
        sides = Arrays.copyOf(sides, size * 2);
      }
      sides[size++] = side;
    }
  }

  @Override
  public Optional<KnowledgePoint> point(String id) {
    int number = ids.firstOf(id);
    return number < 0 ? Optional.empty() : Optional.of(points[number]);
  }

  @Override
  public List<KnowledgePoint> pointsOf(String ruleClass) {
    return byClass.getOrDefault(ruleClass, List.of());
  }

  @Override
  public int size() {
    return points.length;
  }

  boolean hasBatch(String batch) {
    return batches.contains(batch);
  }

  /** Two points of one class that name one code. */
  @FunctionalInterface
  interface Pair {
    void accept(int one, int other, String code);
  }

  /**
   * Hands over the numbers of points of one class that name the same code, by the whole code or one
   * of them by a prefix of it, and that differ in their constraints.
   */
  void forEachPair(Pair pair) {
    whole.forEachKey(
        key -> {
          List<Integer> sides = new ArrayList<>();
          whole.each(key, sides::add);
          if (!Codes.isName(key)) {
            forEachPrefix(key, prefix -> prefixes.each(prefix, sides::add));
          }
          pairs(key, sides, pair);
        });
    prefixes.forEachKey(
        key -> {
          List<Integer> sides = new ArrayList<>();
          forEachPrefix(key, prefix -> prefixes.each(prefix, sides::add));
          pairs(key + "*", sides, pair);
        });
  }

  private void pairs(String code, List<Integer> sides, Pair pair) {
    for (int i = 1; i < sides.size(); i++) {
      KnowledgePoint one = points[sides.get(i) >> 1];
      if (one.constraint().isEmpty()) {
        continue;
      }
      for (int j = 0; j < i; j++) {
        KnowledgePoint other = points[sides.get(j) >> 1];
        if (one != other
            && one.ruleClass().equals(other.ruleClass())
            && !one.constraint().equals(other.constraint())) {
          pair.accept(sides.get(j) >> 1, sides.get(i) >> 1, code);
        }
      }
    }
  }
}
