package org.duima.engine.internal;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.support.DefaultAsyncProducer;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:receive}: the body, bytes, text, a file or a refused frame, is stored and becomes
 * its answer. What came of it stands in headers, too, for transports whose sender reads no answer.
 */
final class ReceiveProducer extends DefaultAsyncProducer {
  /** Which format is told by the content. */
  static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(ReceiveProducer.class);

  /** A reader that is being replaced is back by then. */
  private static final Duration READER_ABSENT = Duration.ofSeconds(10);

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final Rooms rooms;
  private final Receiver receiver;
  private final DoorCounts counts;
  private final Options options;

  /** Whether somebody was told of it already. */
  private final AtomicBoolean troubled = new AtomicBoolean();

  /**
   * @param format of the body, {@link #AUTO} to tell it by the content
   * @param maxBytes largest body
   * @param throwsOnTrouble whether trouble on our side becomes an exception instead of an answer
   */
  record Options(String format, long maxBytes, boolean throwsOnTrouble) {
    boolean isAuto() {
      return format.equals(AUTO);
    }
  }

  ReceiveProducer(
      Endpoint endpoint, Rooms rooms, Receiver receiver, DoorCounts counts, Options options) {
    super(endpoint);
    this.rooms = rooms;
    this.receiver = receiver;
    this.counts = counts;
    this.options = options;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Object body = exchange.getMessage().getBody();
    Judged judged = exchange.getProperty(Judged.PROPERTY, Judged.class);
    if (judged != null && judged.frame() == body && judged.reader() == reader(options.format())) {
      receiver.receive(judged, answer -> done(exchange, callback, judged, answer));
      return false;
    }
    if (isGone(body)) {
      LOG.info("文件已不在，跳过 / a file is not there any more, passed over");
      exchange.setRouteStop(true);
      callback.done(true);
      return true;
    }
    Finding tooLarge = tooLarge(exchange, body);
    if (options.isAuto()) {
      return tooLarge == null
          ? readByContent(exchange, callback, body)
          : finish(exchange, callback, Outcome.refused("", tooLarge));
    }
    MessageReader reader = reader(options.format());
    if (reader == null) {
      exchange.setException(
          new IllegalStateException(
              "format=" + options.format() + ": 没有读取器 / no reader of this format"));
      callback.done(true);
      return true;
    }
    if (tooLarge != null) {
      return take(exchange, callback, reader, reader.refuse(new byte[0], tooLarge));
    }
    if (body instanceof RefusedFrame refused) {
      return take(exchange, callback, reader, reader.refuse(refused.start(), refused.reason()));
    }
    return read(exchange, callback, reader, bytes(exchange, body, reader));
  }

  private MessageReader reader(String format) {
    return rooms.readers().get(format);
  }

  /** Somebody took it away between the listing of the folder and now. */
  private static boolean isGone(Object body) {
    return body instanceof GenericFile<?> listed
        && listed.getFile() instanceof File file
        && !file.exists();
  }

  /** Looked at before the body is in memory. */
  private Finding tooLarge(Exchange exchange, Object body) {
    long bytes =
        body instanceof byte[] array
            ? array.length
            : body instanceof GenericFile<?>
                ? exchange.getMessage().getHeader(Exchange.FILE_LENGTH, 0L, Long.class)
                : 0;
    return bytes <= options.maxBytes()
        ? null
        : Finding.error(
            "receive.too-large",
            "",
            "超过大小上限 " + options.maxBytes() + " 字节；请分批发送",
            "larger than the limit of " + options.maxBytes() + " bytes; send it in parts");
  }

  private static byte[] bytes(Exchange exchange, Object body, MessageReader reader) {
    return body instanceof String text
        ? reader.bytes(text)
        : exchange.getMessage().getBody(byte[].class);
  }

  private boolean readByContent(Exchange exchange, AsyncCallback callback, Object body) {
    if (body instanceof RefusedFrame refused) {
      return finish(exchange, callback, Outcome.refused("", refused.reason()));
    }
    byte[] bytes =
        body instanceof String text
            ? text.getBytes(StandardCharsets.UTF_8)
            : exchange.getMessage().getBody(byte[].class);
    BodyFormat format = BodyFormat.of(bytes == null ? new byte[0] : bytes);
    if (format.refusal() != null) {
      return finish(exchange, callback, Outcome.refused("", format.refusal()));
    }
    MessageReader reader = reader(format.format());
    if (reader == null) {
      awaitReader(
          exchange, callback, body, bytes, format.format(), Instant.now().plus(READER_ABSENT));
      return false;
    }
    return readKnown(exchange, callback, reader, body, bytes);
  }

  private boolean readKnown(
      Exchange exchange, AsyncCallback callback, MessageReader reader, Object body, byte[] bytes) {
    byte[] encoded = body instanceof String text ? reader.bytes(text) : bytes;
    return read(
        exchange,
        callback,
        reader,
        reader.format().equals(BodyFormat.HL7_V2) ? BodyFormat.withoutMarks(encoded) : encoded);
  }

  /** A reader may be on its way: its bundle is being replaced, or the node is starting. */
  private void awaitReader(
      Exchange exchange,
      AsyncCallback callback,
      Object body,
      byte[] bytes,
      String format,
      Instant until) {
    LATER.execute(
        () -> {
          MessageReader reader = reader(format);
          if (reader != null) {
            readKnown(exchange, callback, reader, body, bytes);
          } else if (Instant.now().isBefore(until) && isRunAllowed()) {
            awaitReader(exchange, callback, body, bytes, format, until);
          } else {
            finish(
                exchange,
                callback,
                Outcome.refused(
                    format,
                    Finding.error(
                        "receive.no-reader",
                        "",
                        "没有 " + format + " 的读取器；装上它的插件后再放一次",
                        "no reader for " + format + "; install its bundle, then send it again")));
          }
        });
  }

  private boolean read(
      Exchange exchange, AsyncCallback callback, MessageReader reader, byte[] bytes) {
    Reading reading;
    try {
      reading = reader.read(bytes, rooms.clock().instant());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // a bundle that lacks a class must not stop the door for good
      if (!options.isAuto() && !options.throwsOnTrouble()) {
        throw e;
      }
      // The class alone: a message could hold patient data.
      LOG.error("{} 的读取器出错 / the reader failed: {}", reader.format(), e.getClass().getName());
      LOG.debug("reader", e);
      return finish(
          exchange,
          callback,
          Outcome.refused(
              reader.format(),
              Finding.error(
                  "receive.reader-failed",
                  "",
                  "读取器出错，见日志：" + e.getClass().getName(),
                  "the reader failed, see the log: " + e.getClass().getName())));
    }
    return take(exchange, callback, reader, Origin.named(reading, origin(exchange)));
  }

  /** What stays the same when the transport brings the same body again. */
  private static String origin(Exchange exchange) {
    String file = exchange.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class);
    return file != null
        ? file
        : exchange.getMessage().getHeader(QueueConsumer.MESSAGE_ID, String.class);
  }

  private boolean take(
      Exchange exchange, AsyncCallback callback, MessageReader reader, Reading reading) {
    Judged frame =
        Judged.unasked(exchange.getMessage().getBody(), reader, reading, System.nanoTime());
    receiver.receive(frame, answer -> done(exchange, callback, frame, answer));
    return false;
  }

  private void done(
      Exchange exchange, AsyncCallback callback, Judged frame, Receiver.Answer answer) {
    if (answer.trouble() != null) {
      exchange.setException(answer.trouble());
      callback.done(false);
      return;
    }
    Outcome outcome =
        frame.blocked()
            ? Outcome.refused(
                frame.reader().format(),
                Finding.error("receive.blocked", "", "医嘱被拦截", "the order is blocked"))
            : Outcome.of(frame.reader().format(), frame.reading(), answer.verdicts());
    if (outcome.kind() != Outcome.Kind.ERROR || !options.throwsOnTrouble()) {
      exchange.getMessage().setBody(answer.bytes());
      exchange.setProperty(Answered.PROPERTY, new Answered(frame.reader(), answer.bytes()));
    }
    conclude(exchange, outcome);
    callback.done(false);
  }

  /** Ends without anything to store, and without a reader that could word an answer. */
  private boolean finish(Exchange exchange, AsyncCallback callback, Outcome outcome) {
    exchange.getMessage().setBody(outcome.reason().getBytes(StandardCharsets.UTF_8));
    conclude(exchange, outcome);
    callback.done(false);
    return false;
  }

  private void conclude(Exchange exchange, Outcome outcome) {
    outcome.putInto(exchange);
    counts.count(exchange.getFromRouteId(), outcome.kind());
    boolean isTrouble = outcome.kind() == Outcome.Kind.ERROR;
    if (isTrouble && options.throwsOnTrouble()) {
      Text reason = outcome.refusals().get(0).reason();
      if (troubled.compareAndSet(false, true)) {
        LOG.warn("路由 {} 等待重试 / waits to try again: {}", exchange.getFromRouteId(), reason);
      }
      exchange.setException(new TroubleException(reason));
    } else if (!isTrouble) {
      troubled.set(false);
    }
  }

  /**
   * The answer that a reader worded.
   *
   * @param reader that knows its character set
   */
  record Answered(MessageReader reader, byte[] bytes) {
    /** The property of an exchange that holds it. */
    static final String PROPERTY = "duima.answered";
  }
}
