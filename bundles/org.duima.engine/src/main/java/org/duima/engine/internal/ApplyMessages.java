package org.duima.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** {@code to duima:apply}: parses a batch and records what became of each message. */
final class ApplyMessages {
  private static final Logger LOG = LoggerFactory.getLogger(ApplyMessages.class);

  private final Rooms rooms;

  ApplyMessages(Rooms rooms) {
    this.rooms = rooms;
  }

  void process(Exchange exchange) {
    Batch batch = exchange.getMessage().getBody(Batch.class);
    List<Outcome> outcomes = new ArrayList<>(batch.messages().size());
    for (Stored stored : batch.messages()) {
      outcomes.add(apply(stored));
    }
    if (!rooms.messages().record(batch, outcomes)) {
      LOG.info("租约已过期，由其他工作线程处理 / lease ran out, another worker has the lane");
    }
  }

  private Outcome apply(Stored stored) {
    SourceAdapter adapter = rooms.adapters().get(stored.message().format());
    if (adapter == null) {
      return new Outcome.Dead(
          stored.arrivalNumber(),
          Finding.error(
              "engine.no-adapter",
              "",
              "没有 " + stored.message().format() + " 格式的适配器",
              "no adapter for format " + stored.message().format()));
    }
    try {
      Parsed parsed = parse(adapter, stored);
      if (parsed.events().isEmpty()) {
        // Nothing of it could be used, for a reason that a person can mend, such as a sender that
        // is
        // not configured: it waits, so that it can be processed again.
        Optional<Finding> error = parsed.findings().stream().filter(Finding::isError).findFirst();
        if (error.isPresent()) {
          return new Outcome.Dead(stored.arrivalNumber(), error.get());
        }
      }
      return new Outcome.Applied(stored.arrivalNumber(), parsed.events(), parsed.findings());
    } catch (StoreUnavailableException e) {
      // no fault of the message: its lane is given back, to be applied later
      throw e;
    } catch (RuntimeException e) {
      // A defect of the adapter. The class alone: its message could hold patient data.
      LOG.error(
          "消息 {} 无法处理 / message cannot be processed: {}", stored.arrivalNumber(), e.getClass());
      LOG.debug("message {}", stored.arrivalNumber(), e);
      return new Outcome.Dead(
          stored.arrivalNumber(),
          Finding.error(
              "engine.adapter-failed",
              "",
              "适配器内部错误 " + e.getClass().getSimpleName(),
              "the adapter failed with " + e.getClass().getSimpleName()));
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
