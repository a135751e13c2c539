package org.example.duima.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.duima.api.spi.Seal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HmacSignerTest {
  @TempDir Path home;

  private Seal open(String key) throws Exception {
    Path file = home.resolve("key");
    Files.writeString(file, key);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new HmacSigner().open(Map.of("hmac.appId", "app", "hmac.keyFile", "key"), home);
  }

  /** Figures of the command openssl dgst -sha256 -hmac. */
  @Test
  void signsTimeAndBody() throws Exception {
    Seal.Sealed sealed =
        open("0123456789abcdef")
            .seal("{}".getBytes(StandardCharsets.UTF_8), Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(sealed.headers())
        .containsEntry("x-app-id", "app")
        .containsEntry("x-timestamp", "1700000000000")
        .containsEntry(
            "x-signature", "0daad7ce85b1c1b3aa59beafd9d844267bcedcc5d3bdf2ddffd803f113781ab2");
    assertThat(sealed.body()).asString().isEqualTo("{}");
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> open("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hmac.keyFile");
  }
}
