package org.duima.engine.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.ledger.MessageWork.Batch;
import org.duima.api.ledger.MessageWork.Outcome;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.ledger.StoreUnavailableException;
import org.duima.api.spi.ReferringAdapter;
import org.duima.api.spi.SourceAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:apply}: parses a batch and records what became of each message. Messages whose
 * adapter is not there stay in the inbox, in their order.
 */
final class ApplyMessages {
  private static final Logger LOG = LoggerFactory.getLogger(ApplyMessages.class);

  private final Rooms rooms;
  private final Absent absent;

  ApplyMessages(Rooms rooms, Absent absent) {
    this.rooms = rooms;
    this.absent = absent;
  }

  void process(Exchange exchange) {
    Batch batch = exchange.getMessage().getBody(Batch.class);
    List<Outcome> outcomes = new ArrayList<>(batch.messages().size());
    // once for the whole batch, so that no message overtakes an earlier one of its format
    Set<String> waiting = new HashSet<>();
    for (Stored stored : batch.messages()) {
      String format = stored.message().format();
      Optional<Outcome> outcome = waiting.contains(format) ? Optional.empty() : apply(stored);
      outcome.ifPresentOrElse(
          outcomes::add,
          () -> {
            waiting.add(format);
            if (absent.miss(format)) {
              LOG.warn("没有 {} 格式的适配器，消息等待 / no adapter for this format, its messages wait", format);
            }
          });
    }
    if (outcomes.isEmpty()) {
      rooms.messages().release(batch);
    } else if (!rooms.messages().record(batch, outcomes)) {
      LOG.info("租约已过期，由其他工作线程处理 / lease ran out, another worker has the lane");
    }
  }

  /** Empty if there is no adapter for the message now. */
  private Optional<Outcome> apply(Stored stored) {
    SourceAdapter adapter = rooms.adapters().get(stored.message().format());
    return adapter == null ? Optional.empty() : apply(stored, adapter);
  }

  private Optional<Outcome> apply(Stored stored, SourceAdapter adapter) {
    try {
      Parsed parsed = parse(adapter, stored);
      if (parsed.events().isEmpty()) {
        // Nothing of it could be used, for a reason that a person can mend, such as a sender that
        // is
        // not configured: it waits, so that it can be processed again.
        Optional<Finding> error = parsed.findings().stream().filter(Finding::isError).findFirst();
        if (error.isPresent()) {
          return Optional.of(new Outcome.Dead(stored.arrivalNumber(), error.get()));
        }
      }
      return Optional.of(
          new Outcome.Applied(stored.arrivalNumber(), parsed.events(), parsed.findings()));
    } catch (StoreUnavailableException e) {
      // no fault of the message: its lane is given back, to be applied later
      throw e;
    } catch (RuntimeException | LinkageError e) {
      if (rooms.adapters().get(stored.message().format()) != adapter) {
        // its bundle left while it was reading: no fault of the message
        return Optional.empty();
      }
      // A defect of the adapter. The class alone: its message could hold patient data.
      LOG.error(
          "消息 {} 无法处理 / message cannot be processed: {}", stored.arrivalNumber(), e.getClass());
      LOG.debug("message {}", stored.arrivalNumber(), e);
      return Optional.of(
          new Outcome.Dead(
              stored.arrivalNumber(),
              Finding.error(
                  "engine.adapter-failed",
                  "",
                  "适配器内部错误 " + e.getClass().getSimpleName(),
                  "the adapter failed with " + e.getClass().getSimpleName())));
    }
  }

  private Parsed parse(SourceAdapter adapter, Stored stored) {
    String format = stored.message().format();
    long number = stored.arrivalNumber();
    return adapter instanceof ReferringAdapter referring
        ? referring.parse(
            stored.message(),
            number,
            (names, sender) -> rooms.messages().holding(format, names, number, sender))
        : adapter.parse(stored.message(), number);
  }
}
