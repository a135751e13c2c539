package org.duima.source.hl7v2.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Parts a message into entries of a list: each begins with its anchor segment and reaches to the
 * next anchor of any list, so that a Z segment belongs to the segment it follows.
 */
final class Groups {
  private Groups() {}

  /** One entry, its anchor first. */
  record Group(List<Er7Message.Segment> segments) {
    Er7Message.Segment anchor() {
      return segments.get(0);
    }
  }

  /**
   * The entries of one list.
   *
   * @param anchors of all lists; null where a list has none
   * @param wanted which of them
   */
  static List<Group> of(List<Er7Message.Segment> segments, List<Er7Path> anchors, int wanted) {
    Er7Path anchor = anchors.get(wanted);
    List<Group> groups = new ArrayList<>();
    if (anchor == null) {
      return groups;
    }
    for (int i = 0; i < segments.size(); i++) {
      if (!anchor.accepts(segments.get(i))) {
        continue;
      }
      int end = i + 1;
      while (end < segments.size() && !isAnchor(segments.get(end), anchors)) {
        end++;
      }
      groups.add(new Group(segments.subList(i, end)));
      i = end - 1;
    }
    return groups;
  }

  private static boolean isAnchor(Er7Message.Segment segment, List<Er7Path> anchors) {
    return anchors.stream()
        .filter(Objects::nonNull)
        .anyMatch(anchor -> anchor.segment().equals(segment.name()));
  }
}
