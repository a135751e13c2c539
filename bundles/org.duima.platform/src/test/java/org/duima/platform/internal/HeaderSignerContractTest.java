package org.duima.platform.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.PlatformSignerContract;

/** The signer keeps what every signer promises. */
class HeaderSignerContractTest extends PlatformSignerContract {
  private static final String SECRET = "NotARealSecret24";

  @Override
  protected PlatformSigner signer() {
    return new HeaderSigner();
  }

  @Override
  protected Map<String, String> settings() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("paasid", "duima-test");
    settings.put("secretFile", secretFile("token", SECRET));
    return settings;
  }

  @Override
  protected List<String> required() {
    return List.of("paasid", "secretFile");
  }

  @Override
  protected List<String> secrets() {
    return List.of(SECRET);
  }

  @Override
  protected boolean checksAnswers() {
    return false;
  }

  @Override
  protected byte[] sealedAnswer(byte[] envelope) {
    return envelope;
  }
}
