package org.duima.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.Hl7File;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "alert",
    description = {
      "审查医嘱：CDS Hooks 请求、3101/3102 请求或 HL7 医嘱消息，按本机知识库作答，答复与请求同一格式；不读账本，也不留痕。",
      "Judges an order: a CDS Hooks request, a 3101 or 3102 request, or HL7 order messages, answered in"
          + " the same family by the home's knowledge base. Reads no ledger and leaves no record."
    })
final class AlertCommand extends Options {
  @Parameters(
      paramLabel = "FILE",
      description = {"请求文件，- 为标准输入", "file of the request, - for standard input"})
  Path file;

  @Override
  public Integer call() {
    byte[] body = read(file);
    Composition composition = new Composition(home(), this::clock);
    if (Hl7File.looksLike(body)) {
      return ofAll(
          Hl7File.frames(body), composition.hl7Orders(), composition.orderAlerts(), composition);
    }
    return ofAll(
        List.of(body),
        isCdsHooks(body) ? composition.cdsHooks() : composition.nationalOrders(),
        composition.orderAlerts(),
        composition);
  }

  private int ofAll(
      List<byte[]> requests, OrderDoor door, OrderAlerts alerts, Composition composition) {
    int worst = 0;
    for (byte[] request : requests) {
      worst = Math.max(worst, ask(request, door, alerts, composition));
    }
    return worst;
  }

  private int ask(byte[] request, OrderDoor door, OrderAlerts alerts, Composition composition) {
    OrderDoor.Asked asked = door.read("", request, composition.clock().instant());
    if (asked instanceof OrderDoor.Question question) {
      question.findings().forEach(this::tell);
      AlertAnswer answer = alerts.evaluate(question.request());
      answer.missed().forEach(name -> console.err().println("未在时限内作答 / missed: " + name));
      print(door.answer(question, answer));
      return answer.isBlocked() ? 1 : 0;
    }
    if (asked instanceof OrderDoor.Told told) {
      print(door.answer(told, Set.of()));
      return 0;
    }
    OrderDoor.Refused refused = (OrderDoor.Refused) asked;
    tell(refused.reason());
    print(door.answer(refused));
    return Failure.UNUSABLE;
  }

  private void tell(Finding finding) {
    console
        .err()
        .println(
            finding.path().isEmpty() ? finding.text() : finding.path() + ": " + finding.text());
  }

  /**
   * In the character set of the request. Segments of HL7 v2 end with carriage returns, which a
   * terminal does not show as lines; in no character set is that byte a part of another character.
   */
  private void print(byte[] answer) {
    byte[] lines = answer.clone();
    for (int i = 0; i < lines.length; i++) {
      lines[i] = lines[i] == '\r' ? (byte) '\n' : lines[i];
    }
    console.out().writeBytes(lines);
    if (lines.length == 0 || lines[lines.length - 1] != '\n') {
      console.out().println();
    }
  }

  /** A request of CDS Hooks names its hook, feedback of cards is an array of that name. */
  private static boolean isCdsHooks(byte[] body) {
    try (JsonParser parser = new JsonFactory().createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (Set.of("hook", "hookInstance", "feedback").contains(parser.currentName())) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    } catch (IOException e) {
      // the door that reads it says what is wrong with it
      return false;
    }
  }
}
