package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link PlatformSigner} promises. A test class of a signer extends it. */
public abstract class PlatformSignerContract {
  private static final Instant NOW = Instant.parse("2026-03-02T04:00:00.123Z");
  private static final byte[] ENVELOPE =
      "{\"infno\":\"4101A\",\"input\":{\"setlinfo\":{\"psn_name\":\"张三\"}}}"
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] ANSWER =
      "{\"infcode\":0,\"output\":{\"setl_list_id\":\"L1\"}}".getBytes(StandardCharsets.UTF_8);
  private static final int MANY = 50;
  private static final Duration MANY_LIMIT = Duration.ofSeconds(20);

  /** Where the settings of the test look for their files. */
  @TempDir protected Path home;

  /** The signer under test. */
  protected abstract PlatformSigner signer();

  /** Settings that hold, with their files written below {@link #home}. */
  protected abstract Map<String, String> settings() throws Exception;

  /** The keys of the settings that must be there. */
  protected abstract List<String> required();

  /** Keys and passwords, which no text may hold. */
  protected abstract List<String> secrets();

  /** What the platform would send for an envelope, by the other side's code. */
  protected abstract byte[] sealedAnswer(byte[] envelope) throws Exception;

  /** Whether answers are signed or encrypted. */
  protected abstract boolean checksAnswers();

  @Test
  final void hasAName() {
    assertThat(signer().name()).matches("[a-z0-9-]+").isEqualTo(signer().name());
  }

  @Test
  final void sealsWithoutChangingWhatItGets() throws Exception {
    byte[] body = ENVELOPE.clone();
    Seal.Sealed sealed = open().seal(body, NOW);
    assertThat(body).isEqualTo(ENVELOPE);
    assertThat(sealed.body()).isNotEmpty();
    sealed
        .headers()
        .forEach(
            (name, value) -> {
              assertThat(name).matches("[A-Za-z0-9-]+");
              assertThat(value).matches("[\\x20-\\x7e]*");
            });
    assertThat(sealed.toString()).doesNotContain("张三");
  }

  @Test
  final void opensWhatThePlatformSends() throws Exception {
    byte[] sealed = sealedAnswer(ANSWER);
    byte[] before = sealed.clone();
    assertThat(open().unseal(sealed)).isEqualTo(ANSWER);
    assertThat(sealed).isEqualTo(before);
  }

  @Test
  final void whatIsDamagedIsAnUnsealExceptionAndNothingElse() throws Exception {
    Seal seal = open();
    int refused = 0;
    for (byte[] damaged : Together.damaged(sealedAnswer(ANSWER))) {
      try {
        assertThat(seal.unseal(damaged)).isNotNull();
      } catch (UnsealException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank().doesNotContain("setl_list_id");
        Together.keepsSecrets(e.getMessage(), secrets());
      }
    }
    if (checksAnswers()) {
      assertThat(refused).isPositive();
      byte[] other = sealedAnswer(ANSWER).clone();
      other[other.length - 3] ^= 1;
      assertThatThrownBy(() -> seal.unseal(other)).isInstanceOf(UnsealException.class);
    }
  }

  @Test
  final void aSettingThatIsMissingIsNamedWithoutSecrets() throws Exception {
    assertThat(required()).isNotEmpty();
    for (String key : required()) {
      Map<String, String> settings = new HashMap<>(settings());
      assertThat(settings.remove(key)).as(key).isNotNull();
      Throwable trouble = catchThrowable(() -> signer().open(settings, home));
      assertThat(trouble).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(key);
      for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
        Together.keepsSecrets(String.valueOf(cause.getMessage()), secrets());
      }
    }
  }

  @Test
  final void aFileThatIsMissingOrGarbledIsRefusedWithoutSecrets() throws Exception {
    for (String key : required()) {
      Map<String, String> settings = new HashMap<>(settings());
      if (!Files.isRegularFile(home.resolve(settings.get(key)))) {
        continue;
      }
      settings.put(key, "no-such-file");
      assertThatThrownBy(() -> signer().open(settings, home))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  final void theFilesAreReadOnce() throws Exception {
    Seal seal = open();
    byte[] answer = sealedAnswer(ANSWER);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    assertThat(seal.seal(ENVELOPE, NOW).body()).isNotEmpty();
    assertThat(seal.unseal(answer)).isEqualTo(ANSWER);
  }

  @Test
  final void worksForSeveralThreadsAtATime() throws Exception {
    Seal seal = open();
    byte[] answer = sealedAnswer(ANSWER);
    Together.alike(
        () -> {
          assertThat(seal.seal(ENVELOPE, NOW).body()).isNotEmpty();
          return new String(seal.unseal(answer), StandardCharsets.UTF_8);
        });
  }

  @Test
  final void doesNotStandInTheWay() throws Exception {
    Seal seal = open();
    byte[] large = ("{\"input\":\"" + "x".repeat(200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertTimeoutPreemptively(
        MANY_LIMIT,
        () -> {
          for (int i = 0; i < MANY; i++) {
            assertThat(seal.seal(large, NOW).body()).isNotEmpty();
          }
        });
  }

  private Seal open() throws Exception {
    Map<String, String> settings = settings();
    Seal seal = signer().open(settings, home);
    assertThat(seal).isNotNull();
    return seal;
  }

  /** Writes a file that only its owner may read, as a setting demands. */
  protected final String secretFile(String name, String content) throws IOException {
    Path file = home.resolve(name);
    Files.writeString(file, content);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    }
    return name;
  }
}
