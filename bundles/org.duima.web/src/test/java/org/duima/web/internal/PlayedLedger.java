package org.duima.web.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.ledger.AlertSearch;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.PrintedList;

/** Remembers what it was asked; fails when told to. */
final class PlayedLedger implements Inbox, LedgerView, MessageWork, Outbox {
  final List<RawMessage> taken = new ArrayList<>();
  String lastCommand = "";
  AlertSearch lastSearch;
  int lastMax;
  boolean full;
  boolean down;

  @Override
  public CompletableFuture<List<Arrival>> accept(List<RawMessage> messages) {
    if (full) {
      throw new InboxFullException();
    }
    if (down) {
      return CompletableFuture.failedFuture(new StoreUnavailableException("down", null));
    }
    synchronized (taken) {
      return CompletableFuture.completedFuture(messages.stream().map(this::take).toList());
    }
  }

  private Arrival take(RawMessage message) {
    boolean reused = false;
    for (int i = 0; i < taken.size() && !message.controlId().isEmpty(); i++) {
      RawMessage other = taken.get(i);
      if (other.sender().equals(message.sender())
          && other.controlId().equals(message.controlId())) {
        if (Arrays.equals(other.body(), message.body())) {
          return new Arrival(i + 1, true, false);
        }
        reused = true;
      }
    }
    taken.add(message);
    return new Arrival(taken.size(), false, reused);
  }

  @Override
  public OptionalLong find(String sender, String controlId) {
    if (down) {
      throw new StoreUnavailableException("down", null);
    }
    synchronized (taken) {
      for (int i = taken.size() - 1; i >= 0; i--) {
        if (taken.get(i).sender().equals(sender) && taken.get(i).controlId().equals(controlId)) {
          return OptionalLong.of(i + 1);
        }
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public long waiting() {
    return 0;
  }

  @Override
  public List<Map<String, Object>> queue(String state, int max) {
    if (down) {
      throw new StoreUnavailableException("down", null);
    }
    return List.of(Map.of("state", state.isEmpty() ? "any" : state));
  }

  @Override
  public Optional<Map<String, Object>> stay(String id) {
    return id.equals("ZY1") ? Optional.of(Map.of("stayId", "ZY1")) : Optional.empty();
  }

  @Override
  public Optional<Map<String, Object>> list(String setlId) {
    return setlId.equals("S1") ? Optional.of(Map.of("setlId", setlId)) : Optional.empty();
  }

  @Override
  public Optional<PrintedList> printed(String setlId, int version) {
    return setlId.equals("S 1一") && version < 3
        ? Optional.of(
            new PrintedList(
                setlId,
                version,
                "已提交",
                PrintedList.Mark.NONE,
                "",
                new ListContent(Map.of("psn_name", "测试"), Map.of(), Map.of(), Map.of())))
        : Optional.empty();
  }

  @Override
  public List<Map<String, Object>> lists(List<String> setlIds, YearMonth month, int max) {
    if (month != null && month.getYear() == 2025) {
      return List.of(
          Map.of("setlId", "S1", "state", "uploaded"),
          Map.of("setlId", "S2", "state", "returned"),
          Map.of("setlId", "S3", "state", "approved"),
          Map.of("state", "waiting"));
    }
    return List.of(Map.of("ids", setlIds, "month", String.valueOf(month)));
  }

  @Override
  public Map<String, Object> counts(Instant now) {
    if (down) {
      throw new StoreUnavailableException("down", null);
    }
    return Map.of(
        "oldestWaitingSeconds",
        3,
        "messages",
        Map.of("all", 12L, "waiting", 2L, "applied", 9L, "dead", 1L),
        "stays",
        Map.of("admitted", 4L),
        "staysDue",
        1L,
        "lists",
        Map.of("held", 2L, "ready", 1L),
        "outbox",
        Map.of("due", 1L),
        "calls",
        Map.of("upload", Map.of("accepted", 7L, "open", 1L)));
  }

  @Override
  public Optional<Map<String, Object>> alert(String id) {
    return id.equals("A1") ? Optional.of(Map.of("id", id)) : Optional.empty();
  }

  @Override
  public List<Map<String, Object>> alerts(AlertSearch search, int max) {
    lastSearch = search;
    lastMax = max;
    return List.of(Map.of("id", "A1"));
  }

  @Override
  public boolean isUp() {
    return !down;
  }

  @Override
  public Optional<Batch> lease(String owner, int max, Duration lease, Set<String> without) {
    return Optional.empty();
  }

  @Override
  public Map<String, Stored> holding(
      String format, Set<String> names, long arrivalNumber, Predicate<String> sender) {
    Map<String, Stored> found = new HashMap<>();
    synchronized (taken) {
      for (int i = 0; i < taken.size(); i++) {
        RawMessage message = taken.get(i);
        if (message.format().equals(format) && sender.test(message.sender())) {
          for (String name : message.names()) {
            if (names.contains(name)) {
              found.put(name, new Stored(i + 1, message));
            }
          }
        }
      }
    }
    return found;
  }

  @Override
  public boolean record(Batch batch, List<Outcome> outcomes) {
    return true;
  }

  @Override
  public void release(Batch batch) {}

  @Override
  public boolean resend(long arrivalNumber, String who, String reason) {
    lastCommand = "resend " + arrivalNumber + " " + who + " " + reason;
    return arrivalNumber == 7;
  }

  @Override
  public boolean discard(long arrivalNumber, String who, String reason) {
    return false;
  }

  @Override
  public List<Submission> due(String owner, Instant now, int max, Duration lease) {
    return List.of();
  }

  @Override
  public boolean begin(Submission s, CallKind call, String msgid, byte[] bytes, Instant now) {
    return true;
  }

  @Override
  public void finish(Submission after, String msgid, Receipt receipt, Instant now, Instant next) {}

  @Override
  public void release(Submission submission, Instant next) {}

  @Override
  public List<Published> unpublished(int max) {
    return List.of();
  }

  @Override
  public void published(Published list) {}

  @Override
  public int submitUploaded(Instant uploadedUntil, Instant now) {
    throw new AssertionError("only the schedule asks for this");
  }

  @Override
  public Optional<Text> command(
      String setlId, Command command, String who, String reason, Instant now) {
    lastCommand = command + " " + setlId + " " + who + " " + reason;
    return setlId.equals("S2") ? Optional.of(new Text("不可", "not allowed")) : Optional.empty();
  }
}
