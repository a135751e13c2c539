package org.duima.engine.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.support.DefaultAsyncProducer;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:alert}: asks the alerts about an order before it is stored. Everything else
 * passes at once. Judging takes up to the deadline of the alerts, so it is not done on the thread
 * that serves connections; what came on the connection after an order waits for it, other
 * connections do not.
 */
final class AlertProducer extends DefaultAsyncProducer {
  private static final Logger LOG = LoggerFactory.getLogger(AlertProducer.class);

  /** Ends when all that came before on a connection has gone on. */
  private static final AttributeKey<CompletableFuture<Void>> GONE_ON =
      AttributeKey.valueOf(AlertProducer.class, "goneOn");

  private final Rooms rooms;
  private final Executor judges;
  private final String format;
  private final Judge judge;

  AlertProducer(Endpoint endpoint, Rooms rooms, Executor judges, String format) {
    super(endpoint);
    this.rooms = rooms;
    this.judges = judges;
    this.format = format;
    this.judge = new Judge(rooms, format);
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    MessageReader reader = rooms.readers().get(format);
    boolean isOrder = false;
    if (reader != null && exchange.getMessage().getBody() instanceof byte[] frame) {
      long cameAt = System.nanoTime();
      Reading reading = reader.read(frame, rooms.clock().instant());
      exchange.setProperty(Judged.PROPERTY, Judged.unasked(frame, reader, reading, cameAt));
      isOrder = judge.concerns(reading);
    }
    Channel connection = connection(exchange);
    if (connection == null) {
      if (isOrder) {
        ask(exchange);
      }
      callback.done(true);
      return true;
    }
    return inTurn(exchange, callback, isOrder, connection.attr(GONE_ON));
  }

  /** Only the thread of the connection comes here, frame after frame. */
  private boolean inTurn(
      Exchange exchange,
      AsyncCallback callback,
      boolean isOrder,
      Attribute<CompletableFuture<Void>> goneOn) {
    CompletableFuture<Void> before = goneOn.get();
    boolean isFree = before == null || before.isDone();
    if (isFree && !isOrder) {
      callback.done(true);
      return true;
    }
    CompletableFuture<Void> turn = isFree ? CompletableFuture.completedFuture(null) : before;
    goneOn.set(
        turn.thenRunAsync(() -> goOn(exchange, callback, isOrder), judges)
            .exceptionally(AlertProducer::report));
    return false;
  }

  /** The next frame may go on when this one is with the step after: that one keeps the order. */
  private void goOn(Exchange exchange, AsyncCallback callback, boolean isOrder) {
    if (isOrder) {
      ask(exchange);
    }
    callback.done(false);
  }

  private static Void report(Throwable trouble) {
    LOG.error("一帧未能继续 / a frame could not go on: {}", trouble.getClass().getName());
    return null;
  }

  private void ask(Exchange exchange) {
    Judged frame = exchange.getProperty(Judged.PROPERTY, Judged.class);
    exchange.setProperty(Judged.PROPERTY, judge.judged(frame));
  }

  /** The connection that the frame came on, null if it came another way. */
  private static Channel connection(Exchange exchange) {
    return exchange.getMessage().getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT)
            instanceof ChannelHandlerContext context
        ? context.channel()
        : null;
  }
}
