package org.duima.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return CommandLine.run(args, printer(out), printer(err));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helps() {
    assertThat(run("--help")).isZero();
    assertThat(said(out)).contains("--behave").contains("用法");
    for (Behaviour.Kind kind : Behaviour.Kind.values()) {
      assertThat(said(out)).contains(kind.wireName());
    }
  }

  @Test
  void startsWithAGeneratedSecretThatOnlyItsOwnerReads() throws Exception {
    Path secret = folder.resolve("secrets/token");
    String mappings = TestMappings.FOLDER.toString();
    assertThat(
            run("--port", "0", "--generate-secret-file", secret.toString(), "--mappings", mappings))
        .isEqualTo(CommandLine.RUNNING);
    assertThat(said(out)).matches("(?s)simulator: http://127\\.0\\.0\\.1:\\d+/ebus/rio_fsi\\R");
    assertThat(said(err)).contains("4101A 字段 / fields 85");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    String token = SecretFile.read(secret);
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(SecretFile.readOrGenerate(secret)).isEqualTo(token);
    assertThat(said(out) + said(err)).doesNotContain(token);
  }

  @Test
  void makesTheKeysOfBothSidesForSealedBodies() throws Exception {
    Path keys = folder.resolve("sm");
    assertThat(
            run(
                "--port",
                "0",
                "--secret-file",
                secretFile().toString(),
                "--mappings",
                TestMappings.FOLDER.toString(),
                "--generate-sm",
                keys.toString(),
                "--catalogues",
                folder.toString(),
                "--sign-in-seconds",
                "60"))
        .isEqualTo(CommandLine.RUNNING);
    assertThat(keys)
        .isDirectoryContaining(file -> file.endsWith("hospital-private-key"))
        .isDirectoryContaining(file -> file.endsWith("platform-public-key"));
    assertThat(said(out) + said(err))
        .doesNotContain(SecretFile.read(keys.resolve("app-secret")))
        .doesNotContain(SecretFile.read(keys.resolve("platform-private-key")));
    assertThat(SmKeys.read(keys).appSecret()).hasSize(64);
  }

  @Test
  void refusesWrongUsage() throws Exception {
    String secret = secretFile().toString();
    assertRefused("secret-file");
    assertRefused("--bogus", "--bogus");
    assertRefused("value missing", "--port");
    assertRefused("65535", "--secret-file", secret, "--port", "70000");
    assertRefused("sleepy", "--secret-file", secret, "--behave", "sleepy");
    assertRefused("fields.csv", "--secret-file", secret, "--mappings", folder.toString());
    assertRefused("none", "--secret-file", folder.resolve("none").toString());
    assertRefused("app-secret", "--secret-file", secret, "--sm", folder.toString());
    assertRefused("--sign-in-seconds", "--secret-file", secret, "--sign-in-seconds", "long");
    assertRefused("--now", "--secret-file", secret, "--now", "today");
  }

  @Test
  void saysWhenThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      assertRefused(
          "cannot listen",
          "--secret-file",
          secretFile().toString(),
          "--mappings",
          TestMappings.FOLDER.toString(),
          "--port",
          String.valueOf(taken.getLocalPort()));
    }
  }

  private Path secretFile() throws IOException {
    return Files.writeString(folder.resolve("secret"), TestClient.SECRET + "\n");
  }

  private void assertRefused(String said, String... args) {
    err.reset();
    assertThat(run(args)).isEqualTo(2);
    assertThat(said(err)).contains(said);
  }
}
