package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformInquiries;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.site.Site;
import org.duima.api.spi.UnsealException;

/**
 * The national interface (定点医药机构接口规范). The stored bytes of a list are put into the envelope
 * unchanged.
 */
public final class NationalProtocol implements PlatformProtocol {
  private final Supplier<PlatformSettings> settings;
  private final Supplier<Site> site;
  private final ReplyReader replies;
  private final Envelope envelope;
  private final SignIns signIns;

  /**
   * @param settings the settings in force at each call
   * @param site the site configuration in force at each call
   */
  public NationalProtocol(Supplier<PlatformSettings> settings, Supplier<Site> site) {
    ObjectMapper json = new ObjectMapper();
    this.settings = settings;
    this.site = site;
    this.replies = new ReplyReader(json);
    this.envelope = new Envelope(settings, site, json);
    this.signIns = new SignIns(settings, site);
  }

  /** The questions that go the same way. */
  public PlatformInquiries inquiries() {
    return new NationalInquiries(settings, site, envelope, signIns, new InquiryReader(replies));
  }

  @Override
  public Optional<CallKind> next(Submission submission) {
    return flow().next(submission);
  }

  @Override
  public Optional<Instant> submitUploadedUntil(Instant now) {
    return Optional.ofNullable(settings.get().schedule())
        .map(
            schedule ->
                schedule
                    .last(LocalDateTime.ofInstant(now, site.get().zone()))
                    .atZone(site.get().zone())
                    .toInstant());
  }

  @Override
  public boolean needsSignIn(String institution, Instant now) {
    return signIns.isNeeded(institution, now);
  }

  @Override
  public Request request(Submission submission, CallKind call, Instant now) {
    boolean signIn = call == CallKind.SIGN_IN;
    Envelope.Sealed sealed =
        envelope.seal(
            new Envelope.Content(
                call.infno(),
                submission.institution(),
                signIn ? "" : submission.insuredDivision(),
                signIn ? "" : signIns.signNo(submission.institution()),
                submission.input().length,
                writer -> writeInput(writer, submission, call)),
            now);
    return new Request(call, sealed.msgid(), sealed.url(), sealed.headers(), sealed.body());
  }

  private void writeInput(JsonGenerator writer, Submission submission, CallKind call)
      throws IOException {
    switch (call) {
      case UPLOAD -> writer.writeRawValue(new String(submission.input(), StandardCharsets.UTF_8));
      case SIGN_IN -> signIns.writeInput(writer);
      case SUBMIT, WITHDRAW -> {
        writer.writeStartObject();
        writer.writeObjectFieldStart("data");
        writer.writeArrayFieldStart("stastinfo");
        writer.writeStartObject();
        writer.writeStringField("psn_no", submission.psnNo());
        writer.writeStringField("setl_id", submission.setlId());
        writer.writeStringField("stas_type", call == CallKind.SUBMIT ? "1" : "0");
        writer.writeEndObject();
        writer.writeEndArray();
        writer.writeEndObject();
        writer.writeEndObject();
      }
      case QUERY -> {
        writer.writeStartObject();
        writer.writeObjectFieldStart("data");
        writer.writeStringField("psn_no", submission.psnNo());
        writer.writeStringField("setl_id", submission.setlId());
        writer.writeEndObject();
        writer.writeEndObject();
      }
    }
  }

  @Override
  public Receipt read(Submission submission, Request request, int httpStatus, byte[] body) {
    Receipt receipt;
    try {
      byte[] opened = envelope.open(httpStatus, body);
      receipt = replies.read(request.call(), submission.input(), httpStatus, opened);
    } catch (UnsealException e) {
      // Whoever answered, the platform may have done what was asked: it is asked before anything
      // is sent again.
      receipt = new Receipt.Unknown(true, e.getMessage());
    }
    if (request.call() == CallKind.SIGN_IN && receipt instanceof Receipt.Accepted accepted) {
      signIns.keep(submission.institution(), accepted.reference());
    }
    if (receipt instanceof Receipt.Refused refused
        && refused.kind() == Receipt.Kind.CONFIGURATION) {
      signIns.forget(submission.institution());
    }
    return receipt;
  }

  @Override
  public Submission after(Submission submission, CallKind call, Receipt receipt) {
    return flow().after(submission, call, receipt);
  }

  @Override
  public Instant nextAttempt(Submission after, Receipt receipt, Instant now) {
    if (flow().next(after).isEmpty()) {
      return null;
    }
    if (after.attempts() == 0) {
      return now;
    }
    return settings.get().retryAt(after.attempts(), now);
  }

  @Override
  public Text advice(Receipt receipt) {
    if (receipt instanceof Receipt.Unknown) {
      return new Text("结果未知，将先查询再处理", "result unknown; the platform will be asked first");
    }
    if (receipt instanceof Receipt.Refused refused) {
      return switch (refused.kind()) {
        case DATA -> new Text("平台拒收，请在来源更正数据", "refused; correct the data at its source");
        case CONFIGURATION -> new Text("接口配置问题，请信息科检查", "configuration; hospital IT must look");
        case BUSY -> new Text("平台繁忙，将自动重试", "platform is busy; will retry");
        case STATE -> new Text("清单状态不允许此操作，将查询状态", "state does not allow it; will ask");
      };
    }
    return new Text("已受理", "accepted");
  }

  private SubmissionFlow flow() {
    return new SubmissionFlow(settings.get().autoSubmit());
  }
}
