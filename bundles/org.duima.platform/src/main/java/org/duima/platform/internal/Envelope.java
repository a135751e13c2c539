package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.duima.api.site.Site;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;

/**
 * Puts the input of any transaction into the national envelope, gives it its message id, address
 * and signature. Safe for use by several threads.
 */
final class Envelope {
  private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final DateTimeFormatter SPACED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int INSTITUTION_LENGTH = 12;
  private static final int HEADER_BYTES = 2_048;
  private static final int HTTP_OK = 200;

  private final Supplier<PlatformSettings> settings;
  private final Supplier<Site> site;
  private final ObjectMapper json;

  /** Starts anywhere, so that a restart within a second does not repeat a message id. */
  private final AtomicInteger sequence =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(10_000));

  Envelope(Supplier<PlatformSettings> settings, Supplier<Site> site, ObjectMapper json) {
    this.settings = settings;
    this.site = site;
    this.json = json;
  }

  /** Writes the value of {@code input}. */
  @FunctionalInterface
  interface Input {
    void write(JsonGenerator writer) throws IOException;
  }

  /**
   * What goes into an envelope.
   *
   * @param infno transaction
   * @param institution fixmedins_code
   * @param insuredDivision insuplc_admdvs; empty for the institution's own
   * @param signNo sign_no, may be empty
   * @param inputBytes about how long the input is
   */
  record Content(
      String infno,
      String institution,
      String insuredDivision,
      String signNo,
      int inputBytes,
      Input input) {}

  /** Ready to be sent. */
  record Sealed(String msgid, String url, Map<String, String> headers, byte[] body) {}

  /**
   * Closes an envelope.
   *
   * @throws IllegalArgumentException naming the key of the configuration that is missing
   */
  Sealed seal(Content content, Instant now) {
    PlatformSettings current = settings.get();
    Site.Institution institution = site.get().institutions().get(content.institution());
    if (institution == null) {
      throw new IllegalArgumentException(
          "institution." + content.institution() + ": 未配置机构 / institution is not configured");
    }
    String url = current.url(content.infno());
    LocalDateTime at = LocalDateTime.ofInstant(now, site.get().zone());
    String msgid = messageId(institution.code(), at);
    byte[] body = write(current, institution, content, msgid, at);
    Seal.Sealed sealed = current.seal().seal(body, now);
    Map<String, String> headers = new HashMap<>(sealed.headers());
    headers.put("Content-Type", "application/json;charset=UTF-8");
    return new Sealed(msgid, url, headers, sealed.body());
  }

  /**
   * Opens the envelope of an answer.
   *
   * @throws UnsealException if it cannot be; then nothing is known of the answer
   */
  byte[] open(int httpStatus, byte[] body) throws UnsealException {
    return httpStatus == HTTP_OK ? settings.get().seal().unseal(body) : body;
  }

  private byte[] write(
      PlatformSettings current,
      Site.Institution institution,
      Content content,
      String msgid,
      LocalDateTime at) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(HEADER_BYTES + content.inputBytes());
    String insured = content.insuredDivision();
    try (JsonGenerator writer = json.createGenerator(out)) {
      writer.writeStartObject();
      writer.writeStringField("infno", content.infno());
      writer.writeStringField("msgid", msgid);
      writer.writeStringField("mdtrtarea_admvs", institution.division());
      // a person insured elsewhere is sent with that place's division
      writer.writeStringField(
          "insuplc_admdvs", insured.isEmpty() ? institution.division() : insured);
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
      writer.writeStringField("sign_no", content.signNo());
      writer.writeFieldName("input");
      content.input().write(writer);
      writer.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
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
}
