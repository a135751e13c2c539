package org.duima.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.NodeClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "settlements",
    description = {
      "把财务的结算清单（CSV、XLSX、3202 明细文件）导入运行中的节点，作为应上传的分母。",
      "Brings the finance office's list of settlements (CSV, XLSX, 3202 detail file) to a running"
          + " node: the denominator of what must be uploaded."
    })
final class SettlementsCommand extends NodeOptions {
  @Option(
      names = "--skip-refused",
      description = {
        "有被拒绝的行时仍导入其余的行；默认全部不导入",
        "takes the good rows of a file that has refused ones; by default it takes none"
      })
  boolean skipRefused;

  @Parameters(arity = "1..*", paramLabel = "FILE")
  List<Path> files;

  @Override
  public Integer call() {
    NodeClient node = node();
    boolean good = true;
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw Failure.unusable("没有文件 " + file, "no such file: " + file);
      }
      JsonNode answer =
          node.postFile(
              "/api/settlements?name="
                  + NodeClient.encoded(file.getFileName().toString())
                  + (skipRefused ? "&skipRefused=true" : ""),
              file);
      show(file, answer);
      good &= answer.path("refused").asInt() == 0 && noError(answer);
    }
    return good ? 0 : 1;
  }

  private void show(Path file, JsonNode answer) {
    if (json) {
      console.out().println(answer);
      return;
    }
    console.out().println(file);
    console
        .out()
        .printf(
            "  读入 read %d, 保留 kept %d, 拒绝 refused %d%n",
            answer.path("read").asInt(),
            answer.path("kept").asInt(),
            answer.path("refused").asInt());
    for (JsonNode finding : answer.path("findings")) {
      JsonNode text = finding.path("text");
      console
          .out()
          .println(
              "  "
                  + finding.path("severity").asText()
                  + " "
                  + text.path("zh").asText()
                  + " / "
                  + text.path("en").asText());
    }
    if (answer.path("kept").asInt() == 0) {
      console.note("未导入", "nothing was imported");
    }
  }

  private static boolean noError(JsonNode answer) {
    for (JsonNode finding : answer.path("findings")) {
      if (finding.path("severity").asText().equals("E")) {
        return false;
      }
    }
    return true;
  }
}
