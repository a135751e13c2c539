package org.duima.broker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {

  private static final Path DATA = Path.of("data");

  @Test
  void readsTheShippedFileAsTheDefaults() throws IOException {
    Properties shipped = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("src/main/cfg/org.duima.broker.cfg"))) {
      shipped.load(reader);
    }
    Map<String, String> values =
        shipped.stringPropertyNames().stream()
            .collect(Collectors.toMap(key -> key, shipped::getProperty));
    assertThat(BrokerSettings.of(values, DATA)).isEqualTo(BrokerSettings.of(Map.of(), DATA));
  }

  @ParameterizedTest
  @CsvSource({
    "memoryMegabytes, none",
    "queueMegabytes, 0",
    "diskPercent, 101",
    "deliveryAttempts, -1",
    "redeliveryDelayMs, 1.5",
    "connections, 1000",
    "acceptor, 61616",
    "user, his"
  })
  void namesFileAndKeyOfAWrongValue(String key, String value) {
    String named = key.equals("user") ? "passwordFile" : key;
    assertThatThrownBy(() -> BrokerSettings.of(Map.of(key, value), DATA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("etc/org.duima.broker.cfg")
        .hasMessageContaining(named);
  }

  @Test
  void refusesToListenWithoutAPassword() {
    assertThatThrownBy(() -> BrokerSettings.of(Map.of("acceptor", "127.0.0.1:61616"), DATA))
        .hasMessageContaining("passwordFile");
  }

  @Test
  void neverShowsThePassword() {
    assertThat(new BrokerSettings.Credentials("his", "s3cret").toString()).doesNotContain("s3cret");
  }
}
