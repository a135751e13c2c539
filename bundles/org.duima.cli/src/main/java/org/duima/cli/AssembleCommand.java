package org.duima.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.Severity;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.StayFolder;
import org.duima.api.receive.Reading;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.settlement.Waiting;
import org.duima.api.spi.ReferringAdapter;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.Hl7File;
import org.duima.cli.internal.MessagesAtHand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "assemble",
    description = {
      "清单生成预览：由消息文件（HL7 v2，可多条；国家交易 JSON；FHIR R4 的 JSON 或 XML）生成结算清单，每次结算一行 JSON：",
      "Makes settlement lists from files of messages (HL7 v2, several in one file; JSON of national"
          + " transactions; JSON or XML of FHIR R4), one line of JSON for each settlement:",
      "infno, input, state (ready|waiting|held|not-due), waitingFor[], findings[] (rule, severity,"
          + " path, message), provenance"
    })
final class AssembleCommand extends Options {
  private static final JsonFactory JSON = new JsonFactory();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = {"消息文件，- 为标准输入", "files of messages, - for standard input"})
  List<Path> files;

  @Option(
      names = "--infno",
      paramLabel = "4101A|4101",
      defaultValue = "4101A",
      description = {"清单格式，默认 4101A", "form of the list, 4101A by default"})
  String infno;

  @Option(
      names = "--preview",
      description = {
        "未结算、未出院、未编码的也预先生成",
        "also makes what is not settled, discharged or coded yet"
      })
  boolean preview;

  private final List<EncounterEvent> events = new ArrayList<>();
  private final Map<ListDraft.State, Integer> counts = new EnumMap<>(ListDraft.State.class);
  private Composition composition;
  private Composition.Source hl7v2;
  private Composition.Source transactions;
  private Composition.Source fhir;
  private final List<Received> received = new ArrayList<>();
  private final MessagesAtHand atHand = new MessagesAtHand();
  private boolean errors;
  private boolean unusable;

  /**
   * A message of a file.
   *
   * @param file its name
   * @param source who reads it
   */
  private record Received(String file, Composition.Source source, RawMessage message) {}

  @Override
  public Integer call() {
    if (!infno.equals("4101A") && !infno.equals("4101")) {
      throw Failure.unusable("--infno 应为 4101A 或 4101", "--infno: expected 4101A or 4101");
    }
    List<byte[]> contents = files.stream().map(this::read).toList();
    composition = new Composition(home(), this::clock);
    for (int i = 0; i < contents.size(); i++) {
      readFile(files.get(i).toString(), contents.get(i));
    }
    for (int i = 0; i < received.size(); i++) {
      parse(received.get(i), i + 1);
    }
    StayFolder folder = composition.stayFolder();
    StayFolder.Grouped grouped = folder.group(events);
    SettlementListMaker maker = composition.listMaker();
    SettlementListMaker.Options options =
        new SettlementListMaker.Options(
            infno,
            preview,
            LocalDateTime.now(composition.clock()),
            // a file is all that there is: nothing more is to be waited for
            composition.site().quiet(),
            // made on a node, which files do not know
            List.of());
    for (List<EncounterEvent> stay : grouped.stays()) {
      for (ListDraft draft : maker.draft(folder.fold(stay), options)) {
        counts.merge(draft.state(), 1, Integer::sum);
        if (preview || !draft.setlId().isEmpty()) {
          console.out().println(line(draft));
        }
        errors |= draft.state() == ListDraft.State.HELD;
        errors |= draft.findings().stream().anyMatch(Finding::isError);
      }
    }
    summarize(grouped);
    if (unusable) {
      return Failure.UNUSABLE;
    }
    return errors ? 1 : 0;
  }

  // ---------------------------------------------------------------- input

  private void readFile(String name, byte[] content) {
    int before = received.size();
    if (!Hl7File.looksLike(content) && looksLikeFhir(content)) {
      if (fhir == null) {
        fhir = composition.fhir();
      }
      readFrame(name, fhir, content);
    } else if (Hl7File.looksLike(content) || first(content) != '{' && first(content) != '[') {
      if (hl7v2 == null) {
        hl7v2 = composition.hl7v2();
      }
      List<byte[]> frames = Hl7File.frames(content);
      // without a header in it the reader says what is missing
      for (byte[] frame : frames.isEmpty() ? List.of(content) : frames) {
        readFrame(name, hl7v2, frame);
      }
    } else {
      if (transactions == null) {
        transactions = composition.transactions();
      }
      readFrame(name, transactions, content);
    }
    if (received.size() == before) {
      unusable = true;
      console.note(name + "：没有可读的消息", "no message in it can be read");
    }
  }

  /** The first character that is not blank, 0 if there is none. */
  private static int first(byte[] content) {
    for (byte c : content) {
      // what is below is blank, or the byte order mark of UTF-8
      if (c > ' ') {
        return c;
      }
    }
    return 0;
  }

  /** XML, or JSON that says which resource it is; no other source sends either. */
  private static boolean looksLikeFhir(byte[] content) {
    if (first(content) != '{') {
      return first(content) == '<';
    }
    try (JsonParser json = JSON.createParser(content)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("resourceType")) {
          return true;
        }
        json.nextToken();
        json.skipChildren();
      }
    } catch (IOException e) {
      // what is wrong with it says whoever reads it
      return false;
    }
    return false;
  }

  private void readFrame(String name, Composition.Source source, byte[] frame) {
    Reading reading = source.reader().read(frame, Instant.now(composition.clock()));
    reading.findings().forEach(finding -> tell(name, "", finding));
    reading.refusals().forEach(finding -> tell(name, "", finding));
    for (RawMessage message : reading.messages()) {
      received.add(new Received(name, source, message));
      atHand.add(received.size(), message);
    }
  }

  /** Only after all files are read: a message may name what another file holds. */
  private void parse(Received one, long number) {
    RawMessage message = one.message();
    String title = message.type() + " " + message.controlId();
    Parsed parsed;
    try {
      parsed =
          one.source().adapter() instanceof ReferringAdapter referring
              ? referring.parse(message, number, atHand.beside(number, message.format()))
              : one.source().adapter().parse(message, number);
    } catch (RuntimeException e) {
      // as in a node, one message that meets a defect does not take the others with it
      StackTraceElement[] trace = e.getStackTrace();
      String place = e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
      tell(one.file(), title, Finding.error("message.defect", "", "处理时程序出错", place));
      return;
    }
    events.addAll(parsed.events());
    parsed.findings().forEach(finding -> tell(one.file(), title, finding));
  }

  private void tell(String file, String message, Finding finding) {
    errors |= finding.isError();
    if (finding.severity() != Severity.INFO) {
      String where = (file + " " + message).strip();
      String path = finding.path().isEmpty() ? "" : " " + finding.path();
      console
          .err()
          .println(
              where
                  + path
                  + " ["
                  + finding.severity().letter()
                  + " "
                  + finding.rule()
                  + "] "
                  + finding.text());
    }
  }

  // ---------------------------------------------------------------- output

  private static String line(ListDraft draft) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("infno", draft.infno());
      json.writeStringField("setl_id", draft.setlId());
      json.writeStringField("state", draft.state().en().replace(' ', '-'));
      if (!draft.reason().isEmpty()) {
        json.writeStringField("reason", draft.reason());
      }
      json.writeFieldName("input");
      if (draft.input() == null) {
        json.writeNull();
      } else {
        json.writeRawValue(new String(draft.input(), StandardCharsets.UTF_8));
      }
      json.writeArrayFieldStart("waitingFor");
      for (Waiting waiting : draft.waitingFor()) {
        json.writeString(waiting.what());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("waitingText");
      for (Waiting waiting : draft.waitingFor()) {
        String owedBy = waiting.owedBy().zh();
        json.writeString((owedBy.isEmpty() ? "" : owedBy + "：") + waiting.text());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("findings");
      for (Finding finding : draft.findings()) {
        json.writeStartObject();
        json.writeStringField("rule", finding.rule());
        json.writeStringField("severity", finding.severity().letter());
        json.writeStringField("path", finding.path());
        json.writeStringField("message", finding.text().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("provenance");
      for (Map.Entry<String, String> field : draft.provenance().entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  private void summarize(StayFolder.Grouped grouped) {
    StringBuilder zh = new StringBuilder();
    StringBuilder en = new StringBuilder();
    counts.forEach(
        (state, count) -> {
          zh.append("，").append(state.zh()).append(' ').append(count);
          en.append(", ").append(state.en()).append(' ').append(count);
        });
    console.note(
        "消息 " + received.size() + "，就诊 " + grouped.stays().size() + zh,
        "messages " + received.size() + ", stays " + grouped.stays().size() + en);
    if (!grouped.unassigned().isEmpty()) {
      console.note(
          grouped.unassigned().size() + " 个事件无法归属就诊",
          grouped.unassigned().size() + " events belong to no stay");
    }
  }
}
