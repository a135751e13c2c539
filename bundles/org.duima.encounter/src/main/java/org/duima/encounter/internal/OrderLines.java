package org.duima.encounter.internal;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;

/** The order lines of a stay, each in the state that was stated last. */
final class OrderLines {
  private final Map<String, OrderLine> lines = new LinkedHashMap<>();

  void add(OrderLine stated) {
    List<String> parts = stated.is(Mark.CANCELLED) ? partsOf(stated.id()) : List.of();
    if (parts.isEmpty() || lines.containsKey(stated.id())) {
      lines.merge(stated.id(), stated, OrderLines::joined);
    }
    parts.forEach(part -> lines.compute(part, (id, before) -> joined(before, stated)));
  }

  /** The parts of a compound have its number, a slash and their place. */
  private List<String> partsOf(String id) {
    String prefix = id + "/";
    return lines.keySet().stream().filter(known -> known.startsWith(prefix)).toList();
  }

  /** A cancellation often names the number of the line alone; what was ordered stays known. */
  private static OrderLine joined(OrderLine before, OrderLine now) {
    if (!now.is(Mark.CANCELLED)) {
      return now;
    }
    Set<Mark> marks = EnumSet.of(Mark.CANCELLED);
    marks.addAll(before.marks());
    return new OrderLine(
        before.id(),
        before.prescription(),
        before.group(),
        before.kind(),
        before.item(),
        before.itemName(),
        before.localCode(),
        before.localName(),
        before.supply(),
        before.dosage(),
        before.begin(),
        now.end() == null ? before.end() : now.end(),
        before.department(),
        before.orderer(),
        before.ordererTitle(),
        marks,
        before.firstLineUsed(),
        before.origin());
  }

  List<OrderLine> lines() {
    return List.copyOf(lines.values());
  }
}
