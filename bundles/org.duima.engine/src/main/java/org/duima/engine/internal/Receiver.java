package org.duima.engine.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inbox.Arrival;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.duima.api.site.NodeStatus.AnswerTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a transport brings and answers it, in the order in which it came. While the inbox is
 * full everything queues here, first in first out, for ten seconds at most; the transport stops
 * reading meanwhile since its frames stay unanswered.
 */
final class Receiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
  private static final String HL7 = "hl7v2";
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long RETRY_MS = 50;
  private static final Text FULL = new Text("收件箱已满，请稍后重发", "inbox is full; send again later");
  private static final Text NO_STORE =
      new Text("数据库不可用，消息未保存，请重发", "the store is unavailable; not stored, send again");
  private static final Text CONTROL_ID_REUSED =
      new Text("MSH-10 已用于另一条消息", "MSH-10 was used for another message before");

  /**
   * The end of a frame.
   *
   * @param bytes to answer with
   * @param verdicts one for each message that was to be stored
   * @param trouble set instead when no answer could be made of it
   */
  record Answer(byte[] bytes, List<Verdict> verdicts, RuntimeException trouble) {}

  private record Entry(Judged frame, Instant until, Consumer<Answer> answer) {
    Reading reading() {
      return frame.reading();
    }

    /** What is to be stored: nothing of an order that is blocked, which keeps its turn though. */
    List<RawMessage> messages() {
      return frame.blocked() ? List.of() : frame.reading().messages();
    }
  }

  private final Inbox inbox;
  private final boolean refuseReusedControlId;
  private final AnswerClock clock = new AnswerClock();
  private final Deque<Entry> queue = new ArrayDeque<>();

  /** One thread keeps answers in order and the ledger's writer free of the routes' work. */
  private final ScheduledExecutorService answers =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "duima-answers");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param refuseReusedControlId whether a known control id of HL7 v2 with another body is refused
   *     instead of taken as new and flagged
   */
  Receiver(Inbox inbox, boolean refuseReusedControlId) {
    this.inbox = inbox;
    this.refuseReusedControlId = refuseReusedControlId;
  }

  /**
   * Stores the messages of a frame, unless they are an order that is blocked.
   *
   * @param answer gets what to answer with, after the messages are durable or refused; called in
   *     the order of the calls of this method
   */
  void receive(Judged frame, Consumer<Answer> answer) {
    Entry entry = new Entry(frame, Instant.now().plus(PATIENCE), answer);
    synchronized (queue) {
      if (queue.isEmpty() && tryStore(entry)) {
        return;
      }
      queue.add(entry);
      if (queue.size() == 1) {
        answers.schedule(this::drain, RETRY_MS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void drain() {
    synchronized (queue) {
      while (!queue.isEmpty()) {
        Entry head = queue.peek();
        if (tryStore(head)) {
          queue.poll();
        } else if (Instant.now().isAfter(head.until())) {
          queue.poll();
          answer(head, same(head.reading(), Verdict.error(FULL)));
        } else {
          answers.schedule(this::drain, RETRY_MS, TimeUnit.MILLISECONDS);
          return;
        }
      }
    }
  }

  private boolean tryStore(Entry entry) {
    CompletableFuture<List<Arrival>> stored;
    try {
      stored = inbox.accept(entry.messages());
    } catch (Inbox.InboxFullException e) {
      return false;
    }
    stored.whenCompleteAsync(
        (arrivals, trouble) ->
            answer(
                entry,
                trouble == null
                    ? arrivals.stream().map(one -> verdict(entry, one)).toList()
                    : same(entry.reading(), Verdict.error(NO_STORE))),
        answers);
    return true;
  }

  /** Elsewhere than in HL7 v2 the id can name what is spoken of, and an update has the same. */
  private Verdict verdict(Entry entry, Arrival arrival) {
    return arrival.controlIdReused()
            && refuseReusedControlId
            && entry.frame().reader().format().equals(HL7)
        ? Verdict.refused(CONTROL_ID_REUSED)
        : Verdict.accepted();
  }

  private static List<Verdict> same(Reading reading, Verdict verdict) {
    return Collections.nCopies(reading.messages().size(), verdict);
  }

  /** What the alerts say counts once the order is stored, or if it is not to be stored at all. */
  private void answer(Entry entry, List<Verdict> verdicts) {
    Judged frame = entry.frame();
    try {
      boolean taken = verdicts.stream().allMatch(one -> one.kind() == Verdict.Kind.ACCEPTED);
      byte[] bytes =
          frame.answer() != null && (taken || frame.blocked())
              ? frame.answer()
              : frame.reader().answer(frame.reading(), verdicts);
      tell(entry, new Answer(bytes, verdicts, null));
      clock.answered(frame.cameAt());
    } catch (RuntimeException e) {
      LOG.error("应答失败 / an answer failed: {}", e.getClass().getName());
      tell(entry, new Answer(new byte[0], verdicts, e));
    }
  }

  private static void tell(Entry entry, Answer answer) {
    try {
      entry.answer().accept(answer);
    } catch (RuntimeException e) {
      LOG.error("应答未送出 / an answer was not sent: {}", e.getClass().getName());
    }
  }

  AnswerTimes answerTimes() {
    return clock.times();
  }

  @Override
  public void close() {
    answers.shutdown();
  }
}
