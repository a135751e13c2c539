package org.duima.platform.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.duima.api.Text;
import org.duima.api.spi.PlatformSigner;
import org.duima.api.spi.Seal;
import org.duima.api.spi.UnsealException;

/** A plug-in that turns texts round; the setting {@code reversing} must not be {@code wrong}. */
record ReversingSigner(String name) implements PlatformSigner {
  static String reversed(byte[] body) {
    return new StringBuilder(new String(body, StandardCharsets.UTF_8)).reverse().toString();
  }

  @Override
  public Seal open(Map<String, String> settings, Path home) {
    if (settings.getOrDefault("reversing", "").equals("wrong")) {
      throw new IllegalArgumentException("reversing: 有误 / is wrong");
    }
    return new Seal() {
      @Override
      public Sealed seal(byte[] body, Instant now) {
        return new Sealed(
            Map.of("x-sealed", "yes"), reversed(body).getBytes(StandardCharsets.UTF_8));
      }

      @Override
      public byte[] unseal(byte[] body) throws UnsealException {
        String opened = reversed(body);
        if (!opened.startsWith("{")) {
          throw new UnsealException(new Text("未颠倒", "not reversed"));
        }
        return opened.getBytes(StandardCharsets.UTF_8);
      }
    };
  }
}
