package org.example.duima.signer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.PlatformSignerContract;

/** The signer keeps what every signer promises. */
class HmacSignerContractTest extends PlatformSignerContract {
  private static final String KEY = "NotARealKeyOf32Characters-------";

  @Override
  protected PlatformSigner signer() {
    return new HmacSigner();
  }

  @Override
  protected Map<String, String> settings() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("hmac.appId", "hospital-1");
    settings.put("hmac.keyFile", secretFile("hmac-key", KEY));
    return settings;
  }

  @Override
  protected List<String> required() {
    return List.of("hmac.appId", "hmac.keyFile");
  }

  @Override
  protected List<String> secrets() {
    return List.of(KEY);
  }

  @Override
  protected boolean checksAnswers() {
    return true;
  }

  /** The platform's side. */
  @Override
  protected byte[] sealedAnswer(byte[] envelope) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal(envelope));
    return (signature + "\n" + new String(envelope, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }
}
