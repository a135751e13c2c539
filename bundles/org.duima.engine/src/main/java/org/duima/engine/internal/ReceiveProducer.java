package org.duima.engine.internal;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;

/** {@code to duima:receive}: the body, bytes or a refused frame, becomes its answer. */
final class ReceiveProducer extends DefaultAsyncProducer {
  private final Rooms rooms;
  private final Receiver receiver;
  private final String format;

  ReceiveProducer(Endpoint endpoint, Rooms rooms, Receiver receiver, String format) {
    super(endpoint);
    this.rooms = rooms;
    this.receiver = receiver;
    this.format = format;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    MessageReader reader = rooms.readers().get(format);
    if (reader == null) {
      exchange.setException(
          new IllegalStateException("format=" + format + ": 没有读取器 / no reader of this format"));
      callback.done(true);
      return true;
    }
    Object body = exchange.getMessage().getBody();
    Judged judged = exchange.getProperty(Judged.PROPERTY, Judged.class);
    if (judged != null && judged.frame() == body && judged.reader() == reader) {
      receiver.receive(judged, answer -> done(exchange, callback, answer));
      return false;
    }
    Reading reading =
        body instanceof RefusedFrame refused
            ? reader.refuse(refused.start(), refused.reason())
            : reader.read(exchange.getMessage().getBody(byte[].class), rooms.clock().instant());
    receiver.receive(
        Judged.unasked(body, reader, reading, System.nanoTime()),
        answer -> done(exchange, callback, answer));
    return false;
  }

  private static void done(Exchange exchange, AsyncCallback callback, byte[] answer) {
    exchange.getMessage().setBody(answer);
    callback.done(false);
  }
}
