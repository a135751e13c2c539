package org.duima.ledger.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.duima.api.ledger.MessageWork.Stored;

/** Finds messages by the names of what they hold, within one transaction. */
final class Holders {
  /** Senders that share an id are few; of one sender the nearest message is the one. */
  private static final int NEAREST = 8;

  /** What one message may read beside itself. */
  static final long MAX_BYTES = 16L << 20;

  private final Tx tx;
  private final String format;
  private final Predicate<String> sender;

  private record Holder(long arrivalNo, int bytes, String sender) {}

  Holders(Tx tx, String format, Predicate<String> sender) {
    this.tx = tx;
    this.format = format;
    this.sender = sender;
  }

  Map<String, Stored> of(Set<String> names, long arrivalNumber) throws SQLException {
    Map<String, Long> holderOf = new LinkedHashMap<>();
    Set<Long> read = new LinkedHashSet<>();
    long bytes = 0;
    for (String name : names) {
      Optional<Holder> holder = nearest(name, "<", "DESC", arrivalNumber);
      if (holder.isEmpty()) {
        holder = nearest(name, ">", "ASC", arrivalNumber);
      }
      if (holder.isEmpty()) {
        continue;
      }
      Holder found = holder.get();
      if (!read.contains(found.arrivalNo)) {
        if (bytes + found.bytes > MAX_BYTES) {
          continue;
        }
        bytes += found.bytes;
        read.add(found.arrivalNo);
      }
      holderOf.put(name, found.arrivalNo);
    }
    if (read.isEmpty()) {
      return Map.of();
    }
    Map<Long, Stored> byNumber = new HashMap<>();
    for (Stored stored :
        tx.query(
            "SELECT arrival_no, received_at, format, sender, control_id, message_type, lane_key,"
                + " body, body_large FROM inbox WHERE arrival_no = ANY(?)",
            LaneWork::stored,
            new ArrayList<>(read))) {
      byNumber.put(stored.arrivalNumber(), stored);
    }
    Map<String, Stored> found = new LinkedHashMap<>();
    holderOf.forEach((name, number) -> found.put(name, byNumber.get(number)));
    return found;
  }

  private Optional<Holder> nearest(String name, String side, String order, long arrivalNumber)
      throws SQLException {
    List<Holder> holders =
        tx.query(
            "SELECT r.arrival_no, i.body_size, i.sender FROM received_resource r JOIN inbox i"
                + " ON i.arrival_no = r.arrival_no WHERE r.format = ? AND r.name = ?"
                + " AND r.arrival_no "
                + side
                + " ? ORDER BY r.arrival_no "
                + order
                + " FETCH FIRST ? ROWS ONLY",
            row -> new Holder(row.getLong(1), row.getInt(2), row.getString(3)),
            format,
            name,
            arrivalNumber,
            NEAREST);
    return holders.stream().filter(holder -> sender.test(holder.sender)).findFirst();
  }
}
