package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path home;
  private ObjectNode input;

  @BeforeEach
  void assembleAList() throws IOException {
    home = TestHome.in(folder);
    CommandRun run = CommandRun.of(home, "assemble", "src/test/resources/surgery.hl7");
    input = (ObjectNode) JSON.readTree(run.out).path("input");
  }

  private CommandRun check(String document) throws IOException {
    Path file = Files.writeString(folder.resolve("list.json"), document);
    return CommandRun.of(home, "check", file.toString());
  }

  @Test
  void findsNoErrorInAListThatWasAssembled() throws IOException {
    CommandRun run = check(input.toString());
    assertThat(run.exitCode).as(run.out).isZero();
    assertThat(run.out.lines()).allMatch(line -> line.split("\t")[1].matches("[WI]"));
  }

  @Test
  void namesRuleSeverityPathAndMessageOfAnError() throws IOException {
    ((ObjectNode) input.path("setlinfo")).remove("psn_no");
    CommandRun run = check(input.toString());
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out.lines())
        .anySatisfy(
            line -> {
              String[] cells = line.split("\t");
              assertThat(cells).hasSize(4);
              assertThat(cells[1]).isEqualTo("E");
              assertThat(cells[2]).contains("psn_no");
              assertThat(cells[3]).contains(" / ");
            });
  }

  @Test
  void takesADocumentWithItsEnvelope() throws IOException {
    ObjectNode envelope = JSON.createObjectNode().put("infno", "4101A");
    envelope.set("input", input);
    CommandRun run = check(envelope.toString());
    assertThat(run.exitCode).as(run.out).isZero();
    ((ObjectNode) input.path("setlinfo")).remove("psn_no");
    assertThat(check(envelope.toString()).exitCode).isEqualTo(1);
  }

  @Test
  void cannotUseWhatIsNoJson() throws IOException {
    for (String text : new String[] {"", "<html>", "{\"setlinfo\":"}) {
      CommandRun run = check(text);
      assertThat(run.exitCode).as(text).isEqualTo(2);
      assertThat(run.out).as(text).isNotEmpty();
    }
    assertThat(CommandRun.of(home, "check", folder.resolve("none").toString()).exitCode)
        .isEqualTo(2);
  }
}
