package org.duima.signature.sm.internal;

import java.nio.file.Path;
import java.util.Map;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.Seal;

/** {@code signing = sm}: SM2 with SM3 signs the body, SM4 encrypts it. */
public class SmSigner implements PlatformSigner {
  @Override
  public String name() {
    return "sm";
  }

  @Override
  public Seal open(Map<String, String> settings, Path home) {
    return new SmSeal(SmSettings.of(settings, home));
  }
}
