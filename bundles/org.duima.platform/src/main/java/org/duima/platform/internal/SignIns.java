package org.duima.platform.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.duima.api.site.Site;

/** The sign-in (9001) of each institution for the day it was made. Safe for several threads. */
final class SignIns {
  private record SignIn(String signNo, LocalDate day) {}

  private final Supplier<PlatformSettings> settings;
  private final Supplier<Site> site;
  private final Map<String, SignIn> signIns = new ConcurrentHashMap<>();

  SignIns(Supplier<PlatformSettings> settings, Supplier<Site> site) {
    this.settings = settings;
    this.site = site;
  }

  boolean isNeeded(String institution, Instant now) {
    if (!settings.get().signIn()) {
      return false;
    }
    SignIn signIn = signIns.get(institution);
    return signIn == null || !signIn.day().equals(LocalDate.ofInstant(now, site.get().zone()));
  }

  /** sign_no, empty without a sign-in. */
  String signNo(String institution) {
    SignIn signIn = signIns.get(institution);
    return signIn == null ? "" : signIn.signNo();
  }

  void keep(String institution, String signNo) {
    signIns.put(institution, new SignIn(signNo, LocalDate.now(site.get().zone())));
  }

  /** It may have run out on the platform's side; the next call signs in anew. */
  void forget(String institution) {
    signIns.remove(institution);
  }

  /** The input of 9001. */
  void writeInput(JsonGenerator writer) throws IOException {
    PlatformSettings current = settings.get();
    writer.writeStartObject();
    writer.writeObjectFieldStart("signIn");
    writer.writeStringField("opter_no", current.operator());
    writer.writeStringField("mac", current.terminalMac());
    writer.writeStringField("ip", current.terminalIp());
    writer.writeEndObject();
    writer.writeEndObject();
  }
}
