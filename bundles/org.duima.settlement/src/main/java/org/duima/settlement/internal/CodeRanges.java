package org.duima.settlement.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of codes given by ranges, found by one look into a sorted map. Immutable. */
final class CodeRanges {
  static final CodeRanges NONE = of(List.of());

  /** Ends of disjoint ranges by their beginnings. */
  private final TreeMap<String, String> ends = new TreeMap<>();

  private CodeRanges() {}

  static CodeRanges of(Collection<CodeRange> ranges) {
    CodeRanges set = new CodeRanges();
    ranges.stream().sorted(Comparator.comparing(CodeRange::from)).forEach(set::add);
    return set;
  }

  /** Ranges come in the order of their beginnings: only the last one may overlap. */
  private void add(CodeRange range) {
    Map.Entry<String, String> last = ends.lastEntry();
    if (last == null || last.getValue().compareTo(range.from()) < 0) {
      ends.put(range.from(), range.end());
    } else if (last.getValue().compareTo(range.end()) < 0) {
      ends.put(last.getKey(), range.end());
    }
  }

  boolean contains(String code) {
    Map.Entry<String, String> range = ends.floorEntry(code);
    return range != null && code.compareTo(range.getValue()) <= 0;
  }
}
