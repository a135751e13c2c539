package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.JsonText;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Option;

/** What every command takes that asks a running node. */
abstract class NodeOptions extends Options {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "节点地址，默认 $$DUIMA_URL，再默认按节点目录的配置",
        "the node's address, by default $$DUIMA_URL or what its home says"
      })
  String url;

  @Option(
      names = "--json",
      description = {"输出节点返回的 JSON 原文", "prints the node's answer as JSON"})
  boolean json;

  NodeClient node() {
    Map<String, String> environment = console.environment();
    String address = url != null ? url : environment.getOrDefault("DUIMA_URL", "");
    String key = environment.getOrDefault("DUIMA_API_KEY", "");
    return new NodeClient(
        address.isEmpty() ? home().baseUrl() : address, key.isEmpty() ? home().apiKey() : key);
  }

  void print(JsonNode answer) {
    if (json) {
      console.out().println(answer);
    } else {
      console.out().print(JsonText.of(answer));
    }
  }

  /**
   * Writes what a node made.
   *
   * @param output null for standard output
   */
  void write(byte[] made, Path output) {
    try {
      if (output == null) {
        console.out().write(made);
      } else {
        Files.write(output, made);
        console.note("已写入 " + output, "written");
      }
    } catch (IOException e) {
      throw Failure.unusable("无法写入 " + output, "cannot write: " + e.getClass().getSimpleName(), e);
    }
  }
}
