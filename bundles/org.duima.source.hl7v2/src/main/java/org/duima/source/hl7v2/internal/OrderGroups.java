package org.duima.source.hl7v2.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parts a message into its orders: ORC with what was ordered and all that follows. Where ORC is
 * missing, or one ORC has several details of a kind, the detail begins an order.
 */
final class OrderGroups {
  private static final Set<String> DETAILS =
      Set.of("OBR", "RXO", "RXE", "RQD", "RQ1", "ODS", "ODT");

  private OrderGroups() {}

  /**
   * One order.
   *
   * @param segments ORC first, where there is one
   * @param order its ORC, null if it has none
   * @param isFurther whether it shares the ORC of the order before it
   * @param isPrior whether it stands behind a second PID: an earlier order whose results the sender
   *     adds
   */
  record Group(
      List<Er7Message.Segment> segments,
      Er7Message.Segment order,
      boolean isFurther,
      boolean isPrior) {
    /** What was ordered: the last of the details, since RXE encodes what RXO asks for; or null. */
    Er7Message.Segment detail() {
      Er7Message.Segment detail = null;
      for (Er7Message.Segment segment : segments) {
        if (DETAILS.contains(segment.name())) {
          detail = segment;
        }
      }
      return detail;
    }

    /** The segments to look for values in: what encodes the order goes before what asked for it. */
    List<Er7Message.Segment> reading() {
      int encoded = 0;
      while (encoded < segments.size() && !isNamed(segments.get(encoded), "RXE")) {
        encoded++;
      }
      if (encoded >= segments.size() - 1 || encoded < 2) {
        return segments;
      }
      List<Er7Message.Segment> reading = new ArrayList<>(segments.size());
      reading.add(segments.get(0));
      reading.addAll(segments.subList(encoded, segments.size()));
      reading.addAll(segments.subList(1, encoded));
      return reading;
    }

    /** The parts of a compound: those of the encoded order where there are any. */
    List<Er7Message.Segment> components() {
      List<Er7Message.Segment> all = new ArrayList<>();
      boolean encoded = false;
      for (Er7Message.Segment segment : segments) {
        if (segment.name().equals("RXE")) {
          encoded = true;
        } else if (segment.name().equals("RXC")) {
          if (encoded) {
            encoded = false;
            all.clear();
          }
          all.add(segment);
        }
      }
      return all;
    }
  }

  static List<Group> of(List<Er7Message.Segment> segments) {
    List<Group> groups = new ArrayList<>();
    Group open = null;
    int patients = 0;
    for (Er7Message.Segment segment : segments) {
      String name = segment.name();
      if (name.equals("PID")) {
        patients++;
        open = null;
      } else if (name.equals("ORC")) {
        open = begin(segment, segment, false, patients > 1, groups);
      } else if (DETAILS.contains(name) && !continues(open, name)) {
        Er7Message.Segment order = open == null ? null : open.order();
        open = begin(segment, order, order != null, patients > 1, groups);
      } else if (open != null) {
        open.segments().add(segment);
      }
    }
    return groups;
  }

  private static Group begin(
      Er7Message.Segment first,
      Er7Message.Segment order,
      boolean isFurther,
      boolean isPrior,
      List<Group> groups) {
    List<Er7Message.Segment> segments = new ArrayList<>();
    if (isFurther) {
      segments.add(order);
    }
    segments.add(first);
    Group group = new Group(segments, order, isFurther, isPrior);
    groups.add(group);
    return group;
  }

  /** Whether a detail says more of the open order rather than beginning another. */
  private static boolean continues(Group open, String name) {
    if (open == null || has(open, name)) {
      return false;
    }
    return switch (name) {
      case "RXE" ->
          open.segments().stream().allMatch(one -> isNoDetail(one) || isNamed(one, "RXO"));
      case "RQ1" -> has(open, "RQD");
      default -> open.segments().stream().allMatch(OrderGroups::isNoDetail);
    };
  }

  private static boolean isNoDetail(Er7Message.Segment segment) {
    return !DETAILS.contains(segment.name());
  }

  private static boolean isNamed(Er7Message.Segment segment, String name) {
    return segment.name().equals(name);
  }

  private static boolean has(Group group, String name) {
    return group.segments().stream().anyMatch(segment -> isNamed(segment, name));
  }
}
