package org.duima.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.duima.api.Finding;
import org.duima.cli.internal.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = {
      "校验 4101 或 4101A 的 JSON（可带外层报文），每个问题一行，以制表符分隔：规则、级别 E/W/I、位置、说明。",
      "Validates a 4101 or 4101A document, with or without the envelope. One line for each finding,"
          + " separated by tabs: rule, severity E/W/I, path, message."
    })
final class CheckCommand extends Options {
  @Parameters(
      paramLabel = "FILE",
      description = {"JSON 文件，- 为标准输入", "file of JSON, - for standard input"})
  Path file;

  @Override
  public Integer call() {
    byte[] document = read(file);
    Composition composition = new Composition(home(), this::clock);
    List<Finding> findings =
        composition.listMaker().check(document, LocalDateTime.now(composition.clock()));
    for (Finding finding : findings) {
      console
          .out()
          .println(
              MapCommand.tsv(
                  List.of(
                      finding.rule(),
                      finding.severity().letter(),
                      finding.path(),
                      finding.text().toString())));
    }
    if (!isJson(document)) {
      return Failure.UNUSABLE;
    }
    return findings.stream().anyMatch(Finding::isError) ? 1 : 0;
  }

  private static boolean isJson(byte[] document) {
    try (JsonParser parser = new JsonFactory().createParser(document)) {
      boolean any = false;
      while (parser.nextToken() != null) {
        any = true;
      }
      return any;
    } catch (IOException e) {
      return false;
    }
  }
}
