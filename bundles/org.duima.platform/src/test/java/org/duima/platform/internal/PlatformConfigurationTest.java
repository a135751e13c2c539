package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.duima.api.site.HealthCheck.Health;
import org.duima.api.spi.PlatformSigner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformConfigurationTest {
  private final PlatformSigner plugIn = new ReversingSigner("reversing");

  @TempDir Path home;
  private PlatformConfiguration configuration;
  private Map<String, String> settings;

  @BeforeEach
  void configure() throws Exception {
    Path token = Files.writeString(home.resolve("token"), "not-a-real-token\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    settings =
        new HashMap<>(
            Map.of(
                "baseUrl", "http://127.0.0.1:8190",
                "path.*", "/one",
                "paasid", "app",
                "secretFile", "token"));
    configuration = new PlatformConfiguration(home);
  }

  private void change(String key, String value) {
    settings.put(key, value);
    configuration.change(settings);
  }

  private void isUp(String address) {
    assertThat(configuration.inForce().orElseThrow().baseUrl()).isEqualTo(address);
    assertThat(configuration.check().up()).isTrue();
  }

  private Health isDown() {
    Health health = configuration.check();
    assertThat(health.up()).isFalse();
    assertThat(health.critical()).isFalse();
    return health;
  }

  @Test
  void isNotConfiguredWithoutAnAddress() {
    change("baseUrl", " ");
    assertThat(configuration.inForce()).isEmpty();
    assertThat(configuration.check().up()).isTrue();
    assertThat(configuration.check().detail().en()).contains("no platform is configured");
  }

  @Test
  void signsHeadersUnlessTheSettingsSayOtherwise() {
    configuration.change(settings);
    isUp("http://127.0.0.1:8190");
    change("signing", "header-sha256");
    isUp("http://127.0.0.1:8190");
    assertThat(configuration.check().detail().en()).contains("header-sha256");
  }

  @Test
  void waitsForAPlugInThatArrivesLate() {
    change("signing", "reversing");
    assertThat(configuration.inForce()).isEmpty();
    assertThat(isDown().detail().toString()).contains("signing").contains("reversing");
    configuration.arrive(new ReversingSigner("another"));
    assertThat(configuration.inForce()).isEmpty();
    configuration.arrive(plugIn);
    isUp("http://127.0.0.1:8190");
  }

  @Test
  void sendsNothingAfterThePlugInLeft() {
    configuration.arrive(plugIn);
    change("signing", "reversing");
    isUp("http://127.0.0.1:8190");
    configuration.leave(plugIn);
    assertThat(configuration.inForce()).isEmpty();
    assertThat(isDown().detail().toString()).contains("reversing");
    configuration.arrive(plugIn);
    isUp("http://127.0.0.1:8190");
  }

  @Test
  void keepsTheFormerSettingsWhenTheNewOnesAreWrong() {
    configuration.arrive(plugIn);
    configuration.change(settings);
    settings.put("signing", "reversing");
    settings.put("baseUrl", "http://127.0.0.1:9");
    change("reversing", "wrong");
    assertThat(configuration.inForce().orElseThrow().baseUrl()).isEqualTo("http://127.0.0.1:8190");
    assertThat(isDown().detail().toString())
        .contains("reversing: 有误 / is wrong")
        .contains("former settings");
    change("reversing", "right");
    isUp("http://127.0.0.1:9");
  }

  @Test
  void dropsFormerSettingsWithTheirPlugIn() {
    configuration.arrive(plugIn);
    change("signing", "reversing");
    settings.put("signing", "header-sha256");
    change("secretFile", "nowhere");
    assertThat(configuration.inForce()).isPresent();
    configuration.leave(plugIn);
    assertThat(configuration.inForce()).isEmpty();
  }

  @Test
  void isNotConfiguredWhileItsFirstSettingsAreWrong() throws Exception {
    Files.setPosixFilePermissions(
        home.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
    configuration.change(settings);
    assertThat(configuration.inForce()).isEmpty();
    assertThat(isDown().detail().toString())
        .contains("secretFile")
        .contains("chmod 600 token")
        .doesNotContain("not-a-real-token");
  }

  @Test
  void keepsTheFirstOfTwoPlugInsOfOneName() {
    configuration.arrive(plugIn);
    change("signing", "reversing");
    PlatformSettings before = configuration.inForce().orElseThrow();
    PlatformSigner second =
        new PlatformSigner() {
          @Override
          public String name() {
            return "reversing";
          }

          @Override
          public org.duima.api.spi.Seal open(Map<String, String> texts, Path folder) {
            throw new IllegalStateException("must not be used");
          }
        };
    configuration.arrive(second);
    configuration.leave(second);
    assertThat(configuration.inForce()).contains(before);
  }
}
