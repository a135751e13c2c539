package org.duima.engine.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.duima.api.Text;
import org.duima.api.ledger.Inquiries.Open;
import org.duima.api.ledger.Inquiries.Progress;
import org.duima.api.ledger.Inquiries.Rows;
import org.duima.api.ledger.Inquiries.State;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.platform.PlatformInquiries.Call;
import org.duima.api.platform.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code to duima:inquire}: one page of a question to the platform around the route's HTTP step,
 * with the steps of {@code duima:forward}. A question changes nothing at the platform (and a
 * reversal may be repeated), so one that got no answer is simply asked again.
 */
final class InquireCall {
  private static final Logger LOG = LoggerFactory.getLogger(InquireCall.class);

  /** How long a report waits once an inquiry would be given up. */
  private static final Duration REPORT_PAUSE = Duration.ofHours(1);

  private static final String OPEN = "duima.inquiry";
  private static final String CALL = "duima.call";

  private final Rooms rooms;

  InquireCall(Rooms rooms) {
    this.rooms = rooms;
  }

  Processor step(String name) {
    return switch (name) {
      case "request" -> this::request;
      case "answer" -> this::answer;
      case "failed" -> this::failed;
      default ->
          throw new IllegalArgumentException(
              "duima:inquire: step 应为 request、answer 或 failed / must be request, answer or failed");
    };
  }

  private void request(Exchange exchange) throws IOException {
    Open open = exchange.getMessage().getBody(Open.class);
    Call call;
    try {
      call = platform().request(open.inquiry(), open.page(), rooms.clock().instant());
    } catch (IllegalArgumentException e) {
      // Names a configuration key, never data.
      LOG.error("无法生成请求 / a request cannot be made: {}", e.getMessage());
      keep(open, new InquiryAnswer.Nothing(), unasked(open, e.getMessage()));
      exchange.setRouteStop(true);
      return;
    }
    exchange.setProperty(OPEN, open);
    exchange.setProperty(CALL, call);
    exchange.getMessage().removeHeaders("*");
    call.headers().forEach(exchange.getMessage()::setHeader);
    exchange.getMessage().setHeader("CamelHttpUri", call.url());
    exchange.getMessage().setHeader("CamelHttpMethod", "POST");
    exchange.getMessage().setBody(call.body());
  }

  private void answer(Exchange exchange) throws IOException {
    Integer status = exchange.getMessage().getHeader("CamelHttpResponseCode", Integer.class);
    Open open = exchange.getProperty(OPEN, Open.class);
    Call call = exchange.getProperty(CALL, Call.class);
    int most = platform().bounds().downloadBytes();
    byte[] body = body(exchange, most);
    InquiryAnswer answer =
        body.length > most
            ? new InquiryAnswer.Problem(
                new Receipt.Refused(
                    Receipt.Kind.DATA, "", "应答超过 download.maxMegabytes / the answer is too large"))
            : platform().read(open.inquiry(), call, status == null ? 0 : status, body);
    finish(open, call, answer);
  }

  /** One byte more than allowed at most. */
  private static byte[] body(Exchange exchange, int most) throws IOException {
    try (InputStream in = exchange.getMessage().getBody(InputStream.class)) {
      return in == null ? new byte[0] : in.readNBytes(most + 1);
    }
  }

  private void failed(Exchange exchange) throws IOException {
    Throwable trouble = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Receipt silence =
        new Receipt.Unknown(
            ForwardCall.mayHaveBeenSent(trouble),
            trouble == null ? "no answer" : trouble.getClass().getSimpleName());
    finish(
        exchange.getProperty(OPEN, Open.class),
        exchange.getProperty(CALL, Call.class),
        new InquiryAnswer.Problem(silence));
  }

  private void finish(Open open, Call call, InquiryAnswer answer) throws IOException {
    if (answer instanceof InquiryAnswer.Problem problem) {
      rooms.pulse().beat(problem.receipt());
      LOG.warn(
          "交易 {} 报文 {} 未成功 / transaction, message without success: {}",
          call.infno(),
          call.msgid(),
          kind(problem.receipt()));
    } else {
      rooms.pulse().beat(new Receipt.Accepted("", ""));
    }
    keep(open, answer, progress(open, answer));
  }

  private void keep(Open open, InquiryAnswer answer, Progress progress) {
    boolean kept =
        rooms.inquiring().inquiries().keep(open, answer, progress, rooms.clock().instant());
    if (kept && progress.state() != State.OPEN) {
      LOG.info(
          "查询 {} {} {} / inquiry ended", open.number(), open.inquiry().kind(), progress.state());
    }
  }

  private Progress progress(Open open, InquiryAnswer answer) throws IOException {
    Instant now = rooms.clock().instant();
    if (answer instanceof InquiryAnswer.Problem problem) {
      return afterProblem(open, problem.receipt(), now);
    } else if (answer instanceof InquiryAnswer.Quality quality) {
      return afterPage(open, quality.page(), quality.rows().size(), now);
    } else if (answer instanceof InquiryAnswer.Groups groups) {
      return afterPage(open, groups.page(), groups.rows().size(), now);
    } else if (answer instanceof InquiryAnswer.Located located) {
      return new Progress(State.OPEN, located.download(), 1, "", 0, now, Rows.NONE, "");
    } else if (answer instanceof InquiryAnswer.Dictionary dictionary) {
      return imported(
          open,
          tables()
              .take(
                  (Inquiry.DictionaryQuery) open.inquiry(), dictionary.rows(), open.number(), now));
    } else if (answer instanceof InquiryAnswer.File file) {
      return imported(
          open, tables().take((Inquiry.Download) open.inquiry(), file.bytes(), open.number(), now));
    } else if (answer instanceof InquiryAnswer.SignedIn) {
      return new Progress(
          State.OPEN,
          open.inquiry(),
          open.page(),
          open.mark(),
          open.failures(),
          now,
          Rows.NONE,
          "");
    } else if (answer instanceof InquiryAnswer.Counted) {
      return end(open, State.DONE, new Rows(1, 1, 0), "");
    } else if (answer instanceof InquiryAnswer.Noted) {
      int told = ((Inquiry.Dispositions) open.inquiry()).warns().size();
      return end(open, State.DONE, new Rows(told, told, 0), "");
    } else if (answer instanceof InquiryAnswer.Reversed) {
      return end(open, State.DONE, Rows.NONE, new Text("已冲正", "reversed").toString());
    }
    return end(
        open,
        State.DONE,
        Rows.NONE,
        open.page() > 1 ? "" : new Text("平台没有数据", "the platform has nothing").toString());
  }

  /** The last page: the total is reached, or the platform repeats itself; else one without rows. */
  private Progress afterPage(Open open, InquiryAnswer.Page page, int kept, Instant now) {
    boolean repeated = page.mark().equals(open.mark());
    Rows rows = repeated ? Rows.NONE : new Rows(page.read(), kept, page.read() - kept);
    boolean reached = page.total() >= 0 && open.read() + rows.read() >= page.total();
    if (repeated || reached) {
      return end(open, State.DONE, rows, "");
    }
    if (open.page() >= platform().bounds().pages()) {
      return end(
          open,
          State.FAILED,
          rows,
          new Text(
                  "超过 inquire.maxPages 页，其余未取",
                  "more pages than inquire.maxPages; the rest is missing")
              .toString());
    }
    return new Progress(State.OPEN, open.inquiry(), open.page() + 1, page.mark(), 0, now, rows, "");
  }

  /** Nobody waits for a report, so it stays until the configuration is right. */
  private Progress unasked(Open open, String why) {
    return isReport(open)
        ? new Progress(
            State.OPEN,
            open.inquiry(),
            open.page(),
            open.mark(),
            open.failures(),
            rooms.clock().instant().plus(REPORT_PAUSE),
            Rows.NONE,
            why)
        : end(open, State.FAILED, Rows.NONE, why);
  }

  private static boolean isReport(Open open) {
    return open.inquiry() instanceof Inquiry.Dispositions;
  }

  private Progress afterProblem(Open open, Receipt receipt, Instant now) {
    int failures = open.failures() + 1;
    Optional<Instant> next = platform().nextAttempt(receipt, failures, now);
    if (next.isEmpty() && isReport(open) && !refusesContent(receipt)) {
      // a question may be given up; what doctors answered is not
      next = Optional.of(now.plus(REPORT_PAUSE));
    }
    return new Progress(
        next.isPresent() ? State.OPEN : State.FAILED,
        open.inquiry(),
        open.page(),
        open.mark(),
        failures,
        next.orElse(null),
        Rows.NONE,
        told(receipt));
  }

  private static boolean refusesContent(Receipt receipt) {
    return receipt instanceof Receipt.Refused refused
        && refused.kind() != Receipt.Kind.BUSY
        && refused.kind() != Receipt.Kind.CONFIGURATION;
  }

  private static Progress imported(Open open, PlatformTables.Outcome outcome) {
    return end(
        open,
        outcome.good() ? State.DONE : State.FAILED,
        outcome.rows(),
        outcome.text().toString());
  }

  private static Progress end(Open open, State state, Rows rows, String note) {
    return new Progress(
        state, open.inquiry(), open.page(), open.mark(), open.failures(), null, rows, note);
  }

  /** For the ledger, where the platform's own words may be kept. */
  private static String told(Receipt receipt) {
    if (receipt instanceof Receipt.Refused refused) {
      return (kind(receipt) + " " + refused.code() + " " + refused.message()).strip();
    }
    return kind(receipt);
  }

  /** For the log. */
  private static String kind(Receipt receipt) {
    if (receipt instanceof Receipt.Refused refused) {
      return refused.kind().name();
    }
    return receipt instanceof Receipt.Unknown unknown ? unknown.reason() : "";
  }

  private PlatformTables tables() {
    return rooms.inquiring().tables();
  }

  private PlatformInquiries platform() {
    return rooms
        .inquiring()
        .platform()
        .get()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "etc/org.duima.platform.cfg: 未配置平台 / the platform is not configured"));
  }
}
