package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.site.Site;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;

/**
 * The national interface (定点医药机构接口规范). The stored bytes of a list are put into the envelope
 * unchanged. Holds the sign-in of each institution for the day it was made.
 */
public final class NationalProtocol implements PlatformProtocol {
  private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final DateTimeFormatter SPACED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int INSTITUTION_LENGTH = 12;

  private final Supplier<PlatformSettings> settings;
  private final Supplier<Site> site;
  private final ObjectMapper json = new ObjectMapper();
  private final ReplyReader replies = new ReplyReader(json);
  private final Map<String, SignIn> signIns = new ConcurrentHashMap<>();

  /** Starts anywhere, so that a restart within a second does not repeat a message id. */
  private final AtomicInteger sequence =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(10_000));

  private record SignIn(String signNo, LocalDate day) {}

  /**
   * @param settings the settings in force at each call
   * @param site the site configuration in force at each call
   */
  public NationalProtocol(Supplier<PlatformSettings> settings, Supplier<Site> site) {
    this.settings = settings;
    this.site = site;
  }

  @Override
  public Optional<CallKind> next(Submission submission) {
    return flow().next(submission);
  }

  @Override
  public Optional<Instant> submitUploadedUntil(Instant now) {
    return Optional.ofNullable(settings.get().schedule())
        .map(schedule -> schedule.last(local(now)).atZone(site.get().zone()).toInstant());
  }

  @Override
  public boolean needsSignIn(String institution, Instant now) {
    if (!settings.get().signIn()) {
      return false;
    }
    SignIn signIn = signIns.get(institution);
    return signIn == null || !signIn.day().equals(local(now).toLocalDate());
  }

  @Override
  public Request request(Submission submission, CallKind call, Instant now) {
    PlatformSettings current = settings.get();
    Site.Institution institution = site.get().institutions().get(submission.institution());
    if (institution == null) {
      throw new IllegalArgumentException(
          "institution." + submission.institution() + ": 未配置机构 / institution is not configured");
    }
    LocalDateTime at = local(now);
    String msgid = messageId(institution.code(), at);
    byte[] body = envelope(current, institution, submission, call, msgid, at);
    Seal.Sealed sealed = current.seal().seal(body, now);
    Map<String, String> headers = new HashMap<>(sealed.headers());
    headers.put("Content-Type", "application/json;charset=UTF-8");
    return new Request(call, msgid, current.url(call.infno()), headers, sealed.body());
  }

  private byte[] envelope(
      PlatformSettings current,
      Site.Institution institution,
      Submission submission,
      CallKind call,
      String msgid,
      LocalDateTime at) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2_048 + submission.input().length);
    try (JsonGenerator writer = json.createGenerator(out)) {
      writer.writeStartObject();
      writer.writeStringField("infno", call.infno());
      writer.writeStringField("msgid", msgid);
      writer.writeStringField("mdtrtarea_admvs", institution.division());
      writer.writeStringField("insuplc_admdvs", insuredDivision(submission, institution, call));
      writer.writeStringField("recer_sys_code", current.receiver());
      writer.writeStringField("dev_no", "");
      writer.writeStringField("dev_safe_info", "");
      writer.writeStringField("cainfo", "");
      writer.writeStringField("signtype", "");
      writer.writeStringField("infver", current.infver());
      writer.writeStringField("opter_type", current.operatorType());
      writer.writeStringField("opter", current.operator());
      writer.writeStringField("opter_name", current.operatorName());
      writer.writeStringField("inf_time", SPACED.format(at));
      writer.writeStringField("fixmedins_code", institution.code());
      writer.writeStringField("fixmedins_name", institution.name());
      writer.writeStringField(
          "sign_no", call == CallKind.SIGN_IN ? "" : signNo(institution.code()));
      writer.writeFieldName("input");
      writeInput(writer, current, submission, call);
      writer.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A person insured elsewhere is sent with that place's division; without one, with ours. */
  private static String insuredDivision(
      Submission submission, Site.Institution institution, CallKind call) {
    if (call == CallKind.SIGN_IN || submission.insuredDivision().isEmpty()) {
      return institution.division();
    }
    return submission.insuredDivision();
  }

  private static void writeInput(
      JsonGenerator writer, PlatformSettings current, Submission submission, CallKind call)
      throws IOException {
    switch (call) {
      case UPLOAD -> writer.writeRawValue(new String(submission.input(), StandardCharsets.UTF_8));
      case SIGN_IN -> {
        writer.writeStartObject();
        writer.writeObjectFieldStart("signIn");
        writer.writeStringField("opter_no", current.operator());
        writer.writeStringField("mac", current.terminalMac());
        writer.writeStringField("ip", current.terminalIp());
        writer.writeEndObject();
        writer.writeEndObject();
      }
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

  private String signNo(String institution) {
    SignIn signIn = signIns.get(institution);
    return signIn == null ? "" : signIn.signNo();
  }

  private String messageId(String institution, LocalDateTime at) {
    String code =
        institution.length() >= INSTITUTION_LENGTH
            ? institution.substring(0, INSTITUTION_LENGTH)
            : institution + "0".repeat(INSTITUTION_LENGTH - institution.length());
    return code
        + COMPACT.format(at)
        + String.format("%04d", Math.floorMod(sequence.getAndIncrement(), 10_000));
  }

  @Override
  public Receipt read(Submission submission, Request request, int httpStatus, byte[] body) {
    Receipt receipt;
    try {
      byte[] opened = httpStatus == 200 ? settings.get().seal().unseal(body) : body;
      receipt = replies.read(request.call(), submission.input(), httpStatus, opened);
    } catch (UnsealException e) {
      // Whoever answered, the platform may have done what was asked: it is asked before anything
      // is sent again.
      receipt = new Receipt.Unknown(true, e.getMessage());
    }
    if (request.call() == CallKind.SIGN_IN && receipt instanceof Receipt.Accepted accepted) {
      signIns.put(
          submission.institution(),
          new SignIn(accepted.reference(), LocalDateTime.now(site.get().zone()).toLocalDate()));
    }
    if (receipt instanceof Receipt.Refused refused
        && refused.kind() == Receipt.Kind.CONFIGURATION) {
      // The sign-in may have run out on the platform's side; the next call signs in anew.
      signIns.remove(submission.institution());
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
    PlatformSettings current = settings.get();
    int doublings = Math.min(after.attempts() - 1, 20);
    long millis =
        Math.min(current.longestRetry().toMillis(), current.firstRetry().toMillis() << doublings);
    // Spread, so that lists that failed together do not all come back together.
    return now.plusMillis(millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1));
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

  private LocalDateTime local(Instant now) {
    return LocalDateTime.ofInstant(now, site.get().zone());
  }
}
