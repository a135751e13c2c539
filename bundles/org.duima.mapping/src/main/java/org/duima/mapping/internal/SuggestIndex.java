package org.duima.mapping.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.CodeSystem;

/**
 * The names of one dictionary, indexed by their characters and pairs of characters ("grams").
 * Everything lies in flat arrays: a name is a run of gram numbers, a gram a run of name numbers.
 * Immutable, apart from scratch space that each thread has of its own.
 *
 * <p>A search takes the best names by cosine, adds the codes that speak for the rest of the likely
 * subcategories, and weighs each candidate with {@link SuggestModel}.
 */
final class SuggestIndex {
  /** Most postings read for one reading of a name; grams go from rare to common. */
  private static final int MOST_POSTINGS = 6_000;

  private static final int MOST_BY_NAME = 100;
  private static final int VOTERS = 40;
  private static final int LIKELY_SUBCATEGORIES = 8;
  private static final int LIKELY_CATEGORIES = 4;
  private static final int MOST_QUESTIONS = 8;
  private static final int[] NOWHERE = {};
  private static final float CHARACTER_WEIGHT = 0.5f;
  private static final float CHARACTER_WEIGHT_OF_GROUP = 0.6f;

  private final CodeSystem system;
  private final SuggestTerms terms;
  final String[] codes;
  final String[] names;

  // readings of names, those of a code one after the other, the whole name first, aliases last
  private final int[] readingsOf;
  private final int[] codeOf;
  private final int[] gramsAt;
  private final int[] grams;
  private final float[] inverseNorm;
  private final float[] weightOf;
  private final float[] characterWeightOf;
  private final long[] spelling;
  private final char[] firstCharacter;
  private final int[] numbers;
  private final int[] opposites;
  private final int[][] places;

  // what cross-walks say of the codes
  private final Leads leads;
  private final boolean knowsCrosswalk;

  /** The alias that a reading comes from, -1 for the dictionary's own. */
  private final int[] aliasOf;

  private final String[] aliasNames;

  /** The category of an alias's own code; a text that no code begins with if it has none. */
  private final String[] leadCategories;

  /** The logarithm of how many other codes lead to the code. */
  private final float[] merged;

  /** Whether no equal code leads to the code. */
  private final boolean[] isNew;

  /** For a category, the codes to which its own that change lead. */
  private final Map<String, int[]> leadsFrom = new HashMap<>();

  private final float[] logLength;

  // grams
  private final IntNumbers vocabulary;
  private final float[] weight;
  private final float[] characterWeight;
  private final boolean[] isCharacter;
  private final float newWeight;
  private final float newCharacterWeight;
  private final int[] postingsAt;
  private final int[] postings;

  private final Groups categories;
  private final Groups subcategories;
  private final byte[] kinds;

  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /**
   * @param leads what cross-walks say of the dictionary's codes
   */
  SuggestIndex(CodeSystem system, Map<String, String> dictionary, Leads leads, SuggestTerms terms) {
    this.system = system;
    this.terms = terms;
    this.leads = leads;
    this.knowsCrosswalk = !leads.changed().isEmpty();
    Map<String, String> sorted = new TreeMap<>(dictionary);
    int count = sorted.size();
    codes = sorted.keySet().toArray(String[]::new);
    names = sorted.values().toArray(String[]::new);
    kinds = new byte[count];
    readingsOf = new int[count + 1];
    vocabulary = new IntNumbers();
    Runs gramRuns = new Runs();
    IntList owners = new IntList();
    int capacity = count + count / 2 + 16;
    long[] spellings = new long[capacity];
    char[] firsts = new char[capacity];
    int[] numbered = new int[capacity];
    int[] opposed = new int[2 * capacity];
    int[][] placed = new int[capacity][];
    int[] aliased = new int[capacity];
    Map<String, int[]> pooled = new HashMap<>();
    Map<String, List<Leads.Lead>> leadsTo = new HashMap<>();
    leads
        .changed()
        .forEach(lead -> leadsTo.computeIfAbsent(lead.target(), t -> new ArrayList<>()).add(lead));
    List<Leads.Lead> named = new ArrayList<>();
    Map<String, IntList> from = new HashMap<>();
    merged = new float[count];
    isNew = new boolean[count];
    logLength = new float[count];
    boolean whole = leads.standing().size() * 2 > count;
    int readings = 0;
    for (int code = 0; code < count; code++) {
      kinds[code] = (byte) SuggestModel.kind(codes[code]).ordinal();
      readingsOf[code] = readings;
      isNew[code] = whole && !leads.standing().contains(codes[code]);
      logLength[code] = (float) Math.log(names[code].length());
      List<Leads.Lead> here = leadsTo.getOrDefault(codes[code], List.of());
      int others = 0;
      for (int n = -1; n < here.size(); n++) {
        Leads.Lead lead = n < 0 ? null : here.get(n);
        if (lead != null && !lead.source().equals(codes[code])) {
          others++;
          if (lead.source().length() >= categoryLength(system)) {
            from.computeIfAbsent(
                    lead.source().substring(0, categoryLength(system)), c -> new IntList())
                .add(code);
          }
        }
        boolean isNamed = false;
        for (String plain : SuggestText.readings(n < 0 ? names[code] : lead.name())) {
          String text = terms.canonical(plain);
          long spelled = spelling(text);
          if (text.isEmpty() || contains(spellings, readingsOf[code], readings, spelled)) {
            continue;
          }
          if (readings == spellings.length) {
            int larger = readings * 2;
            spellings = Arrays.copyOf(spellings, larger);
            firsts = Arrays.copyOf(firsts, larger);
            numbered = Arrays.copyOf(numbered, larger);
            opposed = Arrays.copyOf(opposed, 2 * larger);
            placed = Arrays.copyOf(placed, larger);
            aliased = Arrays.copyOf(aliased, larger);
          }
          owners.add(code);
          gramRuns.add(gramsOf(text, vocabulary, true));
          spellings[readings] = spelled;
          firsts[readings] = text.charAt(0);
          numbered[readings] = SuggestText.numbers(text);
          int[] opposite = terms.opposites(text);
          opposed[2 * readings] = opposite[0];
          opposed[2 * readings + 1] = opposite[1];
          placed[readings] = shared(pooled, terms.places(text));
          if (n >= 0 && !isNamed) {
            isNamed = true;
            named.add(lead);
          }
          aliased[readings] = n < 0 ? -1 : named.size() - 1;
          readings++;
        }
      }
      merged[code] = (float) Math.log1p(others);
    }
    aliasNames = named.stream().map(Leads.Lead::name).toArray(String[]::new);
    leadCategories =
        named.stream()
            .map(
                lead ->
                    lead.source().length() < categoryLength(system)
                        ? "-"
                        : lead.source().substring(0, categoryLength(system)))
            .toArray(String[]::new);
    from.forEach((category, targets) -> leadsFrom.put(category, targets.toArray()));
    readingsOf[count] = readings;
    codeOf = owners.toArray();
    gramsAt = gramRuns.starts();
    grams = gramRuns.values();
    spelling = Arrays.copyOf(spellings, readings);
    firstCharacter = Arrays.copyOf(firsts, readings);
    numbers = Arrays.copyOf(numbered, readings);
    opposites = Arrays.copyOf(opposed, 2 * readings);
    places = Arrays.copyOf(placed, readings);
    aliasOf = Arrays.copyOf(aliased, readings);

    int vocabularySize = vocabulary.size();
    isCharacter = new boolean[vocabularySize];
    vocabulary.forEach((gram, number) -> isCharacter[number] = (gram >>> 16) == 0);
    int[] frequency = new int[vocabularySize];
    for (int gram : grams) {
      frequency[gram]++;
    }
    weight = new float[vocabularySize];
    for (int gram = 0; gram < vocabularySize; gram++) {
      weight[gram] =
          (float) Math.log((readings + 1) / (frequency[gram] + 0.5))
              * (isCharacter[gram] ? CHARACTER_WEIGHT : 1);
    }
    newWeight = (float) Math.log((readings + 1) / 0.5);
    postingsAt = new int[vocabularySize + 1];
    for (int gram = 0; gram < vocabularySize; gram++) {
      postingsAt[gram + 1] = postingsAt[gram] + frequency[gram];
    }
    postings = new int[grams.length];
    int[] next = postingsAt.clone();
    for (int reading = 0; reading < readings; reading++) {
      for (int i = gramsAt[reading]; i < gramsAt[reading + 1]; i++) {
        postings[next[grams[i]]++] = reading;
      }
    }
    categories = new Groups(categoryLength(system));
    subcategories = new Groups(5);
    characterWeight = subcategories.weight;
    newCharacterWeight = subcategories.newWeight;
    inverseNorm = new float[readings];
    weightOf = new float[readings];
    characterWeightOf = new float[readings];
    for (int reading = 0; reading < readings; reading++) {
      float squares = 0;
      for (int i = gramsAt[reading]; i < gramsAt[reading + 1]; i++) {
        int gram = grams[i];
        squares += weight[gram] * weight[gram];
        weightOf[reading] += weight[gram];
        if (isCharacter[gram]) {
          characterWeightOf[reading] += characterWeight[gram];
        }
      }
      inverseNorm[reading] = (float) (1 / Math.sqrt(squares));
    }
  }

  private static boolean contains(long[] spellings, int from, int to, long spelled) {
    for (int i = from; i < to; i++) {
      if (spellings[i] == spelled) {
        return true;
      }
    }
    return false;
  }

  static int categoryLength(CodeSystem system) {
    return system == CodeSystem.PROCEDURE ? 2 : 3;
  }

  /** Most names have one of few sets of places. */
  private static int[] shared(Map<String, int[]> pooled, int[] found) {
    return pooled.computeIfAbsent(Arrays.toString(found), text -> found);
  }

  private static long spelling(String text) {
    long hash = 1125899906842597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private static int[] gramsOf(String text, IntNumbers vocabulary, boolean learn) {
    int length = text.length();
    int[] found = new int[2 * length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      int c = text.charAt(i);
      found[count++] = learn ? vocabulary.add(c) : vocabulary.find(c);
      if (i + 1 < length) {
        int pair = c << 16 | text.charAt(i + 1);
        found[count++] = learn ? vocabulary.add(pair) : vocabulary.find(pair);
      }
    }
    Arrays.sort(found, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      // what is not in the vocabulary is -1 and stays, so that it can be counted
      if (i == 0 || found[i] < 0 || found[i] != found[i - 1]) {
        found[distinct++] = found[i];
      }
    }
    return Arrays.copyOf(found, distinct);
  }

  // ---------------------------------------------------------------- groups of codes

  /** Codes with the same beginning, each group seen as one text of all its names. */
  private final class Groups {
    private static final float COMMON = 0.5f;
    private static final float PER_NAME = 0.15f;

    final int[] groupOf;
    final int count;
    final int[] firstCode;
    final int[] gramsAtGroup;
    final int[] gramsOfGroup;

    /** How many readings of the group have the gram. */
    final short[] times;

    final float[] weight;
    final float newWeight;
    private final Map<String, Integer> byHead = new HashMap<>();

    Groups(int length) {
      groupOf = new int[codes.length];
      IntList firsts = new IntList();
      String head = null;
      int group = -1;
      for (int code = 0; code < codes.length; code++) {
        String text = codes[code].substring(0, Math.min(length, codes[code].length()));
        if (!text.equals(head)) {
          head = text;
          group++;
          firsts.add(code);
          byHead.put(text, group);
        }
        groupOf[code] = group;
      }
      count = group + 1;
      firsts.add(codes.length);
      firstCode = firsts.toArray();
      Runs runs = new Runs();
      IntList timesList = new IntList();
      int[] groupsWith = new int[vocabulary.size()];
      for (int g = 0; g < count; g++) {
        int from = gramsAt[readingsOf[firstCode[g]]];
        int to = gramsAt[readingsOf[firstCode[g + 1]]];
        int[] all = Arrays.copyOfRange(grams, from, to);
        Arrays.sort(all);
        int distinct = 0;
        for (int i = 0; i < all.length; ) {
          int gram = all[i];
          int end = i;
          while (end < all.length && all[end] == gram) {
            end++;
          }
          all[distinct++] = gram;
          timesList.add(Math.min(end - i, Short.MAX_VALUE));
          groupsWith[gram]++;
          i = end;
        }
        runs.add(Arrays.copyOf(all, distinct));
      }
      gramsAtGroup = runs.starts();
      gramsOfGroup = runs.values();
      times = new short[timesList.size()];
      int[] plainTimes = timesList.toArray();
      for (int i = 0; i < times.length; i++) {
        times[i] = (short) plainTimes[i];
      }
      weight = new float[groupsWith.length];
      for (int gram = 0; gram < weight.length; gram++) {
        weight[gram] = (float) Math.log((count + 1) / (groupsWith[gram] + 0.5));
      }
      newWeight = (float) Math.log(2.0 * Math.max(1, count));
    }

    int ofHead(String head) {
      return byHead.getOrDefault(head, -1);
    }

    /** How well the group's names together cover a question, from 0 to 1. */
    float cover(Question question, int group) {
      int readings = readingsOf[firstCode[group + 1]] - readingsOf[firstCode[group]];
      float sum = 0;
      float all = 0;
      int from = gramsAtGroup[group];
      int to = gramsAtGroup[group + 1];
      for (int gram : question.grams) {
        if (gram < 0) {
          continue;
        }
        float w = weight[gram] * (isCharacter[gram] ? CHARACTER_WEIGHT_OF_GROUP : 1);
        all += w;
        int at = Arrays.binarySearch(gramsOfGroup, from, to, gram);
        if (at >= 0) {
          float seen = times[at];
          sum += w * seen / (seen + COMMON + PER_NAME * readings);
        }
      }
      all += newWeight * (question.newPairs + CHARACTER_WEIGHT_OF_GROUP * question.newCharacters);
      return all == 0 ? 0 : sum / all;
    }
  }

  // ---------------------------------------------------------------- looking up

  /** Whether this is the index of just that dictionary and those cross-walks. */
  boolean isOf(Map<String, String> dictionary, Leads ofLeads) {
    if (dictionary.size() != codes.length || !leads.equals(ofLeads)) {
      return false;
    }
    for (int code = 0; code < codes.length; code++) {
      if (!names[code].equals(dictionary.get(codes[code]))) {
        return false;
      }
    }
    return true;
  }

  /** Codes that begin with a text, in order. */
  List<Integer> byCode(String head, int max) {
    int at = Arrays.binarySearch(codes, head);
    int first = at < 0 ? -at - 1 : at;
    List<Integer> found = new ArrayList<>();
    for (int code = first;
        code < codes.length && found.size() < max && codes[code].startsWith(head);
        code++) {
      found.add(code);
    }
    return found;
  }

  /** Codes whose plain name contains a text: equal names first, then beginnings, then the rest. */
  List<Integer> byName(String plain, List<Integer> except, int max) {
    record Found(int code, int place, int length) {}
    List<Found> found = new ArrayList<>();
    for (int code = 0; code < codes.length; code++) {
      String name = SuggestText.plain(names[code]);
      int place = name.indexOf(plain);
      if (place >= 0 && !except.contains(code)) {
        found.add(new Found(code, Math.min(place, 1), name.length()));
      }
    }
    return found.stream()
        .sorted(
            Comparator.comparingInt(Found::place)
                .thenComparingInt(Found::length)
                .thenComparingInt(Found::code))
        .limit(max)
        .map(Found::code)
        .toList();
  }

  // ---------------------------------------------------------------- finding by likeness

  /** One reading of the name asked for. */
  private final class Question {
    final int[] grams;
    final int newPairs;
    final int newCharacters;
    final float allWeight;
    final float allCharacterWeight;
    final float inverseNorm;
    final long spelling;
    final char first;
    final int numbers;
    final int[] opposites;
    final int[] places;

    Question(String text) {
      grams = gramsOf(text, vocabulary, false);
      int pairs = 0;
      int characters = 0;
      float sum = 0;
      float squares = 0;
      float characterSum = 0;
      for (int i = 0; i < text.length(); i++) {
        if (vocabulary.find(text.charAt(i)) < 0 && text.indexOf(text.charAt(i)) == i) {
          characters++;
        }
        if (i + 1 < text.length()
            && vocabulary.find(text.charAt(i) << 16 | text.charAt(i + 1)) < 0) {
          pairs++;
        }
      }
      for (int gram : grams) {
        if (gram >= 0) {
          sum += weight[gram];
          squares += weight[gram] * weight[gram];
          if (isCharacter[gram]) {
            characterSum += characterWeight[gram];
          }
        }
      }
      newPairs = pairs;
      newCharacters = characters;
      float newOne = newWeight * CHARACTER_WEIGHT;
      allWeight = sum + pairs * newWeight + characters * newOne;
      inverseNorm =
          (float)
              (1
                  / Math.sqrt(
                      squares + pairs * newWeight * newWeight + characters * newOne * newOne));
      allCharacterWeight = characterSum + characters * newCharacterWeight;
      spelling = spelling(text);
      first = text.charAt(0);
      numbers = SuggestText.numbers(text);
      opposites = terms.opposites(text);
      places = terms.places(text);
    }
  }

  /** Reused by one thread; everything is clean between two searches. */
  private final class Scratch {
    final float[] dot = new float[codeOf.length];
    final int[] touched = new int[codeOf.length];
    final float[] best = new float[codes.length];
    final float[] bestAlias = new float[codes.length];
    final int[] bestReading = new int[codes.length];
    final int[] bestAliasReading = new int[codes.length];
    final byte[] bestQuestion = new byte[codes.length];
    final byte[] bestAliasQuestion = new byte[codes.length];
    final boolean[] pooled = new boolean[codes.length];
    final float[] categoryVotes = new float[categories.count];
    final float[] subcategoryVotes = new float[subcategories.count];
    final float[] categoryCover = new float[categories.count];
    final float[] subcategoryCover = new float[subcategories.count];
    final float[] ledThere = new float[categories.count];

    /** For each gram, a bit for each of the questions that have it. */
    final byte[] asked = new byte[vocabulary.size()];

    final double[] values = new double[SuggestModel.SIZE];
  }

  /**
   * One candidate.
   *
   * @param probability that it is meant, among all candidates
   * @param exact whether a reading of its name is the name asked for
   * @param alias the name of a cross-walk by which it is as like or liker, null if there is none
   * @param sameAlias whether that is the name asked for
   * @param inCategory whether it is in the category asked for
   * @param sourceKnown whether a category was asked for
   * @param moved whether the category asked for is known to have moved to its own
   * @param broaderPlace whether it names a broader place of the body than the name asked for
   */
  record Hit(
      int code,
      double probability,
      boolean exact,
      String alias,
      boolean sameAlias,
      boolean sourceKnown,
      boolean inCategory,
      boolean moved,
      boolean broaderPlace) {}

  /**
   * The best candidates for a name, best first.
   *
   * @param name as the source has it
   * @param source the source code or its beginning, empty if unknown
   */
  List<Hit> find(String name, String source, int max) {
    List<String> readings = SuggestText.readings(name);
    if (readings.isEmpty() || codes.length == 0) {
      return List.of();
    }
    List<String> asked = new ArrayList<>(readings.size());
    for (String reading : readings) {
      String canonical = terms.canonical(reading);
      if (asked.size() < MOST_QUESTIONS && !asked.contains(canonical)) {
        asked.add(canonical);
      }
    }
    Question[] questions = new Question[asked.size()];
    for (int i = 0; i < questions.length; i++) {
      questions[i] = new Question(asked.get(i));
    }
    return new Search(questions, source).best(max);
  }

  private final class Search {
    private final Question[] questions;
    private final String source;
    private final Scratch space = scratch.get();
    private final IntList byName = new IntList();
    private final IntList pool = new IntList();
    private final int category;
    private final int subcategory;
    private final int[] led;
    private final int column;

    // of the candidate described last
    private boolean exact;
    private boolean sameAlias;
    private boolean moved;
    private boolean broaderPlace;
    private int aliasReading;
    private float cosine;
    private float aliasCosine;

    Search(Question[] questions, String source) {
      this.questions = questions;
      this.source = source;
      int length = categoryLength(system);
      String head = source.length() < length ? "" : source.substring(0, length);
      category = head.isEmpty() ? -1 : categories.ofHead(head);
      subcategory = source.length() < 5 ? -1 : subcategories.ofHead(source.substring(0, 5));
      led = leadsFrom.getOrDefault(head, NOWHERE);
      // a procedure's source category says little: names decide better alone, see 0013
      boolean weighsSource = !source.isEmpty() && system != CodeSystem.PROCEDURE;
      column = SuggestModel.column(weighsSource, knowsCrosswalk);
    }

    List<Hit> best(int max) {
      collectPool();
      double[] weights = new double[pool.size()];
      for (int i = 0; i < weights.length; i++) {
        describe(pool.get(i));
        weights[i] = SuggestModel.weigh(space.values, column);
      }
      List<Hit> hits = hits(weights, max);
      clean();
      return hits;
    }

    private int[] ranked;
    private float closest;

    private void collectPool() {
      for (int q = 0; q < questions.length; q++) {
        mark(questions[q], 1 << q);
        collect(questions[q], (byte) q);
      }
      for (int i = 0; i < led.length; i++) {
        space.ledThere[categories.groupOf[led[i]]] += 1f / led.length;
      }
      ranked = ranked();
      closest = ranked.length == 0 ? 1 : likeness(ranked[0]);
      vote();
      for (int code : ranked) {
        pool(code);
      }
      poolGeneral();
      for (int code : led) {
        pool(code);
      }
      if (category >= 0) {
        for (int code = categories.firstCode[category];
            code < categories.firstCode[category + 1];
            code++) {
          pool(code);
        }
      }
    }

    private void mark(Question question, int bit) {
      for (int gram : question.grams) {
        if (gram >= 0) {
          space.asked[gram] |= (byte) bit;
        }
      }
    }

    private float likeness(int code) {
      return Math.max(space.best[code], space.bestAlias[code]);
    }

    private void collect(Question question, byte number) {
      int[] rareFirst = question.grams.clone();
      int known = 0;
      for (int gram : rareFirst) {
        if (gram >= 0) {
          rareFirst[known++] = gram;
        }
      }
      sortByPostings(rareFirst, known);
      int touched = 0;
      int read = 0;
      for (int i = 0; i < known; i++) {
        int gram = rareFirst[i];
        int from = postingsAt[gram];
        int to = postingsAt[gram + 1];
        read += to - from;
        if (read > MOST_POSTINGS && touched > MOST_BY_NAME) {
          break;
        }
        float square = weight[gram] * weight[gram];
        for (int p = from; p < to; p++) {
          int reading = postings[p];
          float dot = space.dot[reading];
          if (dot == 0) {
            space.touched[touched++] = reading;
          }
          space.dot[reading] = dot + square;
        }
      }
      for (int i = 0; i < touched; i++) {
        int reading = space.touched[i];
        float found = space.dot[reading] * inverseNorm[reading] * question.inverseNorm;
        space.dot[reading] = 0;
        int code = codeOf[reading];
        if (space.best[code] == 0 && space.bestAlias[code] == 0) {
          byName.add(code);
        }
        if (aliasOf[reading] < 0) {
          if (found > space.best[code]) {
            space.best[code] = found;
            space.bestReading[code] = reading;
            space.bestQuestion[code] = number;
          }
        } else if (found > space.bestAlias[code]) {
          space.bestAlias[code] = found;
          space.bestAliasReading[code] = reading;
          space.bestAliasQuestion[code] = number;
        }
      }
    }

    private void sortByPostings(int[] list, int count) {
      for (int i = 1; i < count; i++) {
        int gram = list[i];
        int length = postingsAt[gram + 1] - postingsAt[gram];
        int j = i - 1;
        while (j >= 0 && postingsAt[list[j] + 1] - postingsAt[list[j]] > length) {
          list[j + 1] = list[j];
          j--;
        }
        list[j + 1] = gram;
      }
    }

    /** The best codes by cosine, best first; a tie goes by the code's own order. */
    private int[] ranked() {
      int count = byName.size();
      long[] keys = new long[Math.min(count, MOST_BY_NAME)];
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int code = byName.get(i);
        // cosines are positive, so their bits sort as they do
        long key = (long) Float.floatToIntBits(likeness(code)) << 32 | (codes.length - code);
        kept = keepLargest(keys, kept, key);
      }
      Arrays.sort(keys, 0, kept);
      int[] best = new int[kept];
      for (int i = 0; i < kept; i++) {
        best[i] = codes.length - (int) keys[kept - 1 - i];
      }
      return best;
    }

    /** Keeps the largest keys in a heap whose least stands first. */
    private int keepLargest(long[] heap, int size, long key) {
      if (size < heap.length) {
        int child = size;
        while (child > 0 && heap[(child - 1) / 2] > key) {
          heap[child] = heap[(child - 1) / 2];
          child = (child - 1) / 2;
        }
        heap[child] = key;
        return size + 1;
      }
      if (key > heap[0]) {
        int parent = 0;
        while (true) {
          int child = 2 * parent + 1;
          if (child >= size) {
            break;
          }
          if (child + 1 < size && heap[child + 1] < heap[child]) {
            child++;
          }
          if (heap[child] >= key) {
            break;
          }
          heap[parent] = heap[child];
          parent = child;
        }
        heap[parent] = key;
      }
      return size;
    }

    /** Names that are alike vote for their categories. */
    private void vote() {
      float mostOfCategory = 0;
      float mostOfSubcategory = 0;
      int voters = Math.min(ranked.length, VOTERS);
      for (int i = 0; i < voters; i++) {
        int code = ranked[i];
        float like = likeness(code);
        float vote = like * like * like;
        mostOfCategory =
            Math.max(mostOfCategory, space.categoryVotes[categories.groupOf[code]] += vote);
        mostOfSubcategory =
            Math.max(
                mostOfSubcategory, space.subcategoryVotes[subcategories.groupOf[code]] += vote);
      }
      for (int i = 0; i < voters; i++) {
        // a group is scaled once: afterwards it is at most 1, and marked by its sign
        scale(space.categoryVotes, categories.groupOf[ranked[i]], mostOfCategory);
        scale(space.subcategoryVotes, subcategories.groupOf[ranked[i]], mostOfSubcategory);
      }
    }

    private void scale(float[] votes, int group, float most) {
      if (votes[group] > 0) {
        votes[group] = -votes[group] / most;
      }
    }

    private void pool(int code) {
      if (!space.pooled[code]) {
        space.pooled[code] = true;
        pool.add(code);
      }
    }

    /** Adds the codes that stand for the rest of a subcategory or category that is likely. */
    private void poolGeneral() {
      poolGeneral(subcategories, space.subcategoryVotes, LIKELY_SUBCATEGORIES, false);
      poolGeneral(categories, space.categoryVotes, LIKELY_CATEGORIES, true);
    }

    /** The likeliest groups, each once; a group's votes are negative by now. */
    private void poolGeneral(Groups groups, float[] votes, int most, boolean ofCategory) {
      int[] likely = new int[most];
      int count = 0;
      for (int i = 0; i < Math.min(ranked.length, VOTERS); i++) {
        int group = groups.groupOf[ranked[i]];
        int place = count;
        boolean known = false;
        for (int k = 0; k < count; k++) {
          known |= likely[k] == group;
        }
        while (!known && place > 0 && votes[likely[place - 1]] > votes[group]) {
          place--;
        }
        if (!known && place < most) {
          count = Math.min(count + 1, most);
          System.arraycopy(likely, place, likely, place + 1, count - 1 - place);
          likely[place] = group;
        }
      }
      for (int i = 0; i < count; i++) {
        poolGeneral(groups, likely[i], ofCategory);
      }
    }

    private void poolGeneral(Groups groups, int group, boolean ofCategory) {
      for (int code = groups.firstCode[group]; code < groups.firstCode[group + 1]; code++) {
        SuggestModel.Kind kind = SuggestModel.KINDS[kinds[code]];
        if (ofCategory ? kind.isOfCategory() : kind.isGeneral()) {
          pool(code);
        }
      }
    }

    // of the reading compared last
    private float sharedWeight;
    private float sharedCharacters;

    private void compare(int reading, int number) {
      sharedWeight = 0;
      sharedCharacters = 0;
      int bit = 1 << number;
      for (int i = gramsAt[reading]; i < gramsAt[reading + 1]; i++) {
        int gram = grams[i];
        if ((space.asked[gram] & bit) != 0) {
          sharedWeight += weight[gram];
          if (isCharacter[gram]) {
            sharedCharacters += characterWeight[gram];
          }
        }
      }
    }

    /** Writes all that is known of a candidate into the row of numbers that the model weighs. */
    private void describe(int code) {
      int reading = readingsOf[code];
      int number = 0;
      cosine = space.best[code];
      if (cosine > 0) {
        reading = space.bestReading[code];
        number = space.bestQuestion[code];
      }
      aliasCosine = space.bestAlias[code];
      aliasReading = aliasCosine > 0 ? space.bestAliasReading[code] : -1;
      int aliasNumber = space.bestAliasQuestion[code];
      exact = false;
      sameAlias = false;
      boolean fromCategory = false;
      boolean likeFromCategory = false;
      for (int r = readingsOf[code]; r < readingsOf[code + 1]; r++) {
        boolean same = spelling[r] == questions[0].spelling;
        if (aliasOf[r] < 0) {
          if (same) {
            exact = true;
            reading = r;
            number = 0;
            cosine = 1;
          }
        } else {
          boolean ofCategory = !source.isEmpty() && source.startsWith(leadCategories[aliasOf[r]]);
          fromCategory |= ofCategory;
          likeFromCategory |= ofCategory && r == aliasReading;
          if (same) {
            sameAlias = true;
            aliasReading = r;
            aliasNumber = 0;
            aliasCosine = 1;
            likeFromCategory = ofCategory;
          }
        }
      }
      double aliasCovered = 0;
      double aliasCovering = 0;
      if (aliasReading >= 0) {
        compare(aliasReading, aliasNumber);
        aliasCovered = ratio(sharedCharacters, questions[aliasNumber].allCharacterWeight);
        aliasCovering = ratio(sharedCharacters, characterWeightOf[aliasReading]);
      }
      Question question = questions[number];
      compare(reading, number);
      int categoryOf = categories.groupOf[code];
      int subcategoryOf = subcategories.groupOf[code];
      boolean inCategory = category >= 0 && category == categoryOf;
      String target = codes[code];
      moved =
          !source.isEmpty()
              && !inCategory
              && source.length() >= categoryLength(system)
              && terms.moved(
                  system,
                  source.substring(0, categoryLength(system)),
                  target.substring(0, Math.min(categoryLength(system), target.length())));
      SuggestModel.Kind kind = SuggestModel.KINDS[kinds[code]];
      double covering = ratio(sharedCharacters, characterWeightOf[reading]);
      double covered = ratio(sharedCharacters, question.allCharacterWeight);
      double subcategoryCover = cover(subcategories, space.subcategoryCover, subcategoryOf);
      double[] values = space.values;
      double broader = SuggestModel.places(values, question.places, places[reading], terms);
      broaderPlace = broader > 0;
      double general = of(kind.isGeneral());
      int i = 0;
      values[i++] = cosine;
      values[i++] = cosine * cosine;
      values[i++] = cosine / closest;
      values[i++] = sharedWeight / question.allWeight;
      values[i++] = sharedWeight / weightOf[reading];
      values[i++] = covered;
      values[i++] = covering;
      values[i++] = of(exact);
      i += SuggestModel.PLACES;
      values[i++] = -space.categoryVotes[categoryOf];
      values[i++] = -space.subcategoryVotes[subcategoryOf];
      values[i++] = cover(categories, space.categoryCover, categoryOf);
      values[i++] = subcategoryCover;
      values[i++] = logLength[code];
      values[i++] = of(question.first == firstCharacter[reading]);
      values[i++] = of(question.numbers == numbers[reading]);
      values[i++] = conflicts(question, reading);
      for (SuggestModel.Kind one : SuggestModel.KINDS) {
        values[i++] = of(kind == one);
      }
      values[i++] = general * subcategoryCover;
      values[i++] = of(kind == SuggestModel.Kind.OTHER) * subcategoryCover;
      values[i++] = general * covering;
      double within = of(inCategory);
      values[i++] = within;
      values[i++] = of(!source.isEmpty() && source.charAt(0) == target.charAt(0));
      values[i++] = of(moved);
      values[i++] = of(subcategory >= 0 && subcategory == subcategoryOf);
      values[i++] = within * of(kind.isOfCategory());
      values[i++] = within * cosine;
      values[i++] = within * covered;
      values[i++] = within * covering;
      values[i++] = within * subcategoryCover;
      values[i++] = within * of(exact);
      double fresh = of(isNew[code]);
      values[i++] = aliasCosine;
      values[i++] = aliasCosine * aliasCosine;
      values[i++] = Math.max(0, aliasCosine - cosine);
      values[i++] = of(sameAlias);
      values[i++] = aliasCosine / closest;
      values[i++] = aliasCovered;
      values[i++] = aliasCovering;
      values[i++] = merged[code];
      values[i++] = fresh;
      values[i++] = fresh * cosine;
      values[i++] = fresh * general;
      values[i++] = fresh * covering;
      values[i++] = fresh * subcategoryCover;
      values[i++] = fresh * within;
      values[i++] = merged[code] * general;
      values[i++] = merged[code] * within;
      values[i++] = of(likeFromCategory) * aliasCosine;
      values[i++] = of(fromCategory);
      values[i++] = space.ledThere[categoryOf];
      values[i++] = of(exact) * (1 - fresh);
    }

    private double of(boolean fact) {
      return fact ? 1 : 0;
    }

    private double ratio(float part, float whole) {
      return whole == 0 ? 0 : part / whole;
    }

    private float cover(Groups groups, float[] known, int group) {
      if (known[group] == 0) {
        // stored one higher, so that nought means that it is not known yet
        known[group] = 1 + groups.cover(questions[0], group);
      }
      return known[group] - 1;
    }

    private int conflicts(Question question, int reading) {
      int a = question.opposites[0];
      int b = question.opposites[1];
      int otherA = opposites[2 * reading];
      int otherB = opposites[2 * reading + 1];
      return Integer.bitCount(a & otherB & ~otherA & ~b | b & otherA & ~otherB & ~a);
    }

    private void clean() {
      for (Question question : questions) {
        for (int gram : question.grams) {
          if (gram >= 0) {
            space.asked[gram] = 0;
          }
        }
      }
      for (int i = 0; i < byName.size(); i++) {
        space.best[byName.get(i)] = 0;
        space.bestAlias[byName.get(i)] = 0;
      }
      for (int code : ranked) {
        space.categoryVotes[categories.groupOf[code]] = 0;
        space.subcategoryVotes[subcategories.groupOf[code]] = 0;
      }
      for (int code : led) {
        space.ledThere[categories.groupOf[code]] = 0;
      }
      for (int i = 0; i < pool.size(); i++) {
        int code = pool.get(i);
        space.pooled[code] = false;
        space.categoryCover[categories.groupOf[code]] = 0;
        space.subcategoryCover[subcategories.groupOf[code]] = 0;
      }
    }

    private List<Hit> hits(double[] weights, int max) {
      double highest = Double.NEGATIVE_INFINITY;
      for (double one : weights) {
        highest = Math.max(highest, one);
      }
      double all = 0;
      for (double one : weights) {
        all += Math.exp(one - highest);
      }
      List<Hit> hits = new ArrayList<>(Math.min(max, weights.length));
      while (hits.size() < max && hits.size() < weights.length) {
        int best = 0;
        for (int i = 1; i < weights.length; i++) {
          if (weights[i] > weights[best]
              || weights[i] == weights[best] && pool.get(i) < pool.get(best)) {
            best = i;
          }
        }
        hits.add(hit(pool.get(best), Math.exp(weights[best] - highest) / all));
        weights[best] = Double.NEGATIVE_INFINITY;
      }
      return hits;
    }

    private Hit hit(int code, double probability) {
      describe(code);
      boolean byAlias = aliasReading >= 0 && aliasCosine >= cosine;
      return new Hit(
          code,
          probability,
          exact,
          byAlias ? aliasNames[aliasOf[aliasReading]] : null,
          sameAlias,
          !source.isEmpty(),
          category >= 0 && category == categories.groupOf[code],
          moved,
          broaderPlace);
    }
  }

  // ---------------------------------------------------------------- small collections of numbers

  /** A growing list. */
  private static final class IntList {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    int get(int i) {
      return values[i];
    }

    int size() {
      return size;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Lists one after the other. */
  private static final class Runs {
    private final IntList starts = new IntList();
    private final IntList values = new IntList();

    void add(int[] run) {
      starts.add(values.size());
      for (int value : run) {
        values.add(value);
      }
    }

    int[] starts() {
      IntList all = new IntList();
      for (int i = 0; i < starts.size(); i++) {
        all.add(starts.get(i));
      }
      all.add(values.size());
      return all.toArray();
    }

    int[] values() {
      return values.toArray();
    }
  }

  /** Numbers keys other than nought in order of arrival; open addressing. */
  private static final class IntNumbers {
    private int[] keys = new int[1 << 12];
    private int[] numbers = new int[1 << 12];
    private int size;

    int size() {
      return size;
    }

    int add(int key) {
      int at = place(keys, key);
      if (keys[at] == key) {
        return numbers[at];
      }
      keys[at] = key;
      numbers[at] = size++;
      if (size * 2 > keys.length) {
        grow();
      }
      return size - 1;
    }

    /** The key's number, -1 if it has none. */
    int find(int key) {
      int at = place(keys, key);
      return keys[at] == key ? numbers[at] : -1;
    }

    private static int place(int[] keys, int key) {
      int mixed = key * 0x9e3779b9;
      int at = (mixed ^ mixed >>> 15) & keys.length - 1;
      while (keys[at] != 0 && keys[at] != key) {
        at = at + 1 & keys.length - 1;
      }
      return at;
    }

    private void grow() {
      int[] oldKeys = keys;
      int[] oldNumbers = numbers;
      keys = new int[oldKeys.length * 2];
      numbers = new int[oldKeys.length * 2];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != 0) {
          int at = place(keys, oldKeys[i]);
          keys[at] = oldKeys[i];
          numbers[at] = oldNumbers[i];
        }
      }
    }

    interface Entry {
      void accept(int key, int number);
    }

    void forEach(Entry entry) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] != 0) {
          entry.accept(keys[i], numbers[i]);
        }
      }
    }
  }
}
