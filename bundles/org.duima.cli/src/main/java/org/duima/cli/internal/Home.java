package org.duima.cli.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The directory that a node lives in, as commands see it. */
public final class Home {
  private final Path directory;

  public Home(Path directory) {
    this.directory = directory;
  }

  public Path directory() {
    return directory;
  }

  public Path mappings() {
    return directory.resolve("mappings");
  }

  /**
   * Fails with a reason if this is no home, so that a mistyped path is not taken for empty tables.
   */
  public void mustHaveMappings() {
    if (!Files.isDirectory(mappings())) {
      throw Failure.unusable(
          "不是节点目录，缺少 mappings：" + directory.toAbsolutePath().normalize(),
          "not the home of a node, it has no mappings");
    }
  }

  /**
   * The settings of a file below {@code etc/}; none if the file is not there.
   *
   * @throws Failure if it cannot be read
   */
  public Map<String, String> settings(String file) {
    Path path = directory.resolve("etc").resolve(file);
    Map<String, String> settings = new TreeMap<>();
    if (!Files.exists(path)) {
      return settings;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw Failure.unusable(
          "etc/" + file + "：不是 UTF-8 的属性文件", "etc/" + file + ": not a properties file in UTF-8", e);
    } catch (IOException e) {
      throw Failure.unusable("无法读取 etc/" + file, "cannot read etc/" + file, e);
    }
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /** Address of the node's HTTP server, taken from its configuration. */
  public String baseUrl() {
    Map<String, String> web = settings("org.ops4j.pax.web.cfg");
    String port = web.getOrDefault("org.osgi.service.http.port", "8181").strip();
    String address =
        web.getOrDefault("org.ops4j.pax.web.listening.addresses", "127.0.0.1")
            .split(",")[0]
            .strip();
    if (address.isEmpty() || address.equals("0.0.0.0")) {
      address = "127.0.0.1";
    }
    return "http://" + address + ":" + port;
  }

  /** Where the node listens for MLLP. */
  public String mllpAddress() {
    Map<String, String> receive = settings("org.duima.receive.cfg");
    return "127.0.0.1:" + receive.getOrDefault("mllpPort", "2575").strip();
  }

  /**
   * The node's own API key.
   *
   * @throws Failure if there is none that this user may read
   */
  public String apiKey() {
    Path file = directory.resolve("secrets").resolve("api-key");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw Failure.unusable(
          "无法读取接口密钥 " + file + "；请用 --home 指定节点目录，或设置 DUIMA_API_KEY",
          "cannot read the API key; name the node's home with --home, or set DUIMA_API_KEY",
          e);
    }
  }
}
