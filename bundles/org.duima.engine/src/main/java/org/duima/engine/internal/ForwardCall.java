package org.duima.engine.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.platform.PlatformProtocol.Request;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:forward}: one call to the platform around the route's HTTP step.
 *
 * <p>{@code request} decides the call, stores the attempt with its id and leaves body and headers
 * for the HTTP step; the route stops here when there is nothing to send. {@code answer} reads what
 * came back. {@code failed} takes the exception of an HTTP step that got no answer.
 */
final class ForwardCall {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardCall.class);
  private static final String SUBMISSION = "duima.submission";
  private static final String REQUEST = "duima.request";

  private final Rooms rooms;

  ForwardCall(Rooms rooms) {
    this.rooms = rooms;
  }

  Processor step(String name) {
    return switch (name) {
      case "request" -> this::request;
      case "answer" -> this::answer;
      case "failed" -> this::failed;
      default ->
          throw new IllegalArgumentException(
              "duima:forward: step 应为 request、answer 或 failed / must be request, answer or failed");
    };
  }

  private void request(Exchange exchange) {
    Submission submission = exchange.getMessage().getBody(Submission.class);
    PlatformProtocol platform = platform();
    Instant now = rooms.clock().instant();
    Optional<CallKind> next = platform.next(submission);
    if (next.isEmpty()) {
      rooms.outbox().release(submission, null);
      exchange.setRouteStop(true);
      return;
    }
    CallKind call =
        platform.needsSignIn(submission.institution(), now) ? CallKind.SIGN_IN : next.get();
    Request request;
    try {
      request = platform.request(submission, call, now);
    } catch (IllegalArgumentException e) {
      // Names a configuration key, never data.
      LOG.error("无法生成请求 / a request cannot be made: {}", e.getMessage());
      throw e;
    }
    if (!rooms.outbox().begin(submission, call, request.msgid(), request.body(), now)) {
      exchange.setRouteStop(true);
      return;
    }
    exchange.setProperty(SUBMISSION, submission);
    exchange.setProperty(REQUEST, request);
    exchange.getMessage().removeHeaders("*");
    request.headers().forEach(exchange.getMessage()::setHeader);
    exchange.getMessage().setHeader("CamelHttpUri", request.url());
    exchange.getMessage().setHeader("CamelHttpMethod", "POST");
    exchange.getMessage().setBody(request.body());
  }

  private void answer(Exchange exchange) throws IOException {
    Integer status = exchange.getMessage().getHeader("CamelHttpResponseCode", Integer.class);
    byte[] body = bounded(exchange.getMessage().getBody(InputStream.class));
    Request request = exchange.getProperty(REQUEST, Request.class);
    Submission submission = exchange.getProperty(SUBMISSION, Submission.class);
    Receipt receipt = platform().read(submission, request, status == null ? 0 : status, body);
    finish(submission, request, receipt);
  }

  /** One byte too many is enough to see that an answer is too long. */
  static byte[] bounded(InputStream body) throws IOException {
    if (body == null) {
      return new byte[0];
    }
    try (body) {
      return body.readNBytes(PlatformProtocol.LONGEST_ANSWER_BYTES + 1);
    }
  }

  private void failed(Exchange exchange) {
    Request request = exchange.getProperty(REQUEST, Request.class);
    Submission submission = exchange.getProperty(SUBMISSION, Submission.class);
    Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    finish(submission, request, new Receipt.Unknown(mayHaveBeenSent(trouble), kind(trouble)));
  }

  private void finish(Submission submission, Request request, Receipt receipt) {
    PlatformProtocol platform = platform();
    Instant now = rooms.clock().instant();
    rooms.pulse().beat(receipt);
    Submission after = platform.after(submission, request.call(), receipt);
    rooms
        .outbox()
        .finish(after, request.msgid(), receipt, now, platform.nextAttempt(after, receipt, now));
    if (!(receipt instanceof Receipt.Accepted) && !(receipt instanceof Receipt.Held)) {
      LOG.warn(
          "交易 {} 报文 {}: {} / transaction, message",
          request.call().infno(submission),
          request.msgid(),
          platform.advice(receipt));
    }
  }

  /** Without a connection nothing can have arrived; in every other case it may have. */
  static boolean mayHaveBeenSent(Throwable trouble) {
    for (Throwable t = trouble; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof UnknownHostException
          || t instanceof NoRouteToHostException
          || t.getClass().getSimpleName().equals("ConnectTimeoutException")) {
        return false;
      }
    }
    return true;
  }

  private static String kind(Throwable trouble) {
    return trouble == null ? "no answer" : trouble.getClass().getSimpleName();
  }

  private PlatformProtocol platform() {
    return rooms
        .platform()
        .get()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "etc/org.duima.platform.cfg: 未配置平台 / the platform is not configured"));
  }
}
