package org.example.duima.delimited;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Reading.Part;
import org.duima.api.receive.Reading.Readable;
import org.duima.api.receive.Reading.Refused;
import org.duima.api.receive.Verdict;
import org.osgi.service.component.annotations.Component;

/**
 * Cuts a file of the export into messages, one for each visit, each with the header line of the
 * file. The answer has a line for each part: {@code AA}, {@code AE} (send it again) or {@code AR}
 * with the reason.
 */
@Component(service = MessageReader.class)
public final class ExportReader implements MessageReader {
  static final String FORMAT = "delimited";
  static final String HEADER = "H";
  static final int INSTITUTION = 1;
  static final int SENDER = 2;
  static final int EXPORT = 3;
  static final int EXPORTED_AT = 4;
  static final int VISIT = 1;
  static final int PATIENT = 2;

  /** How much of what cannot be read is kept to show a person. */
  private static final int KEPT_OF_REFUSED = 64 * 1024;

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public Reading read(byte[] frame, Instant receivedAt) {
    List<Line> lines;
    try {
      lines = Line.of(frame);
    } catch (CharacterCodingException e) {
      return refused(
          frame,
          Finding.error(
              "delimited.not-gb18030", "", "不是 GB18030 编码，请按 GB18030 导出", "not in GB18030"));
    }
    if (lines.isEmpty()
        || !lines.get(0).kind().equals(HEADER)
        || lines.get(0).field(INSTITUTION).isEmpty()) {
      return refused(
          frame,
          Finding.error(
              "delimited.no-header",
              "1",
              "首行应为 H|机构代码|系统|批次号|导出时间",
              "the first line must be H|institution|system|export|time"));
    }
    Line header = lines.get(0);
    Map<String, List<Line>> visits = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    for (Line line : lines.subList(1, lines.size())) {
      if (line.field(VISIT).isEmpty() || line.field(PATIENT).isEmpty()) {
        parts.add(
            new Refused(
                bytes(List.of(line)),
                Finding.error(
                    "delimited.no-visit",
                    line.at(line.field(VISIT).isEmpty() ? VISIT : PATIENT),
                    "缺少住院号或病案号",
                    "the visit or the patient is missing")));
      } else {
        visits.computeIfAbsent(line.field(VISIT), visit -> new ArrayList<>()).add(line);
      }
    }
    visits.forEach(
        (visit, ofVisit) -> {
          List<Line> message = new ArrayList<>(List.of(header));
          message.addAll(ofVisit);
          parts.add(
              new Readable(
                  new RawMessage(
                      FORMAT,
                      header.field(SENDER) + "|" + header.field(INSTITUTION),
                      header.field(EXPORT) + "-" + visit,
                      "export",
                      header.field(INSTITUTION) + "|" + ofVisit.get(0).field(PATIENT),
                      bytes(message),
                      receivedAt)));
        });
    if (parts.isEmpty()) {
      return refused(
          frame, Finding.error("delimited.empty", "1", "只有首行，没有数据", "there is only the header"));
    }
    return new Reading(parts, List.of(), List.of());
  }

  private static byte[] bytes(List<Line> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Line line : lines) {
      bytes.writeBytes((String.join("|", line.fields()) + "\n").getBytes(Line.CHARSET));
    }
    return bytes.toByteArray();
  }

  private static Reading refused(byte[] frame, Finding reason) {
    byte[] kept = Arrays.copyOf(frame, Math.min(frame.length, KEPT_OF_REFUSED));
    return new Reading(List.of(new Refused(kept, reason)), List.of(), List.of());
  }

  @Override
  public Reading refuse(byte[] start, Finding reason) {
    return refused(start, reason);
  }

  @Override
  public byte[] answer(Reading reading, List<Verdict> verdicts) {
    if (verdicts.size() != reading.messages().size()) {
      throw new IllegalArgumentException("one verdict for each message");
    }
    StringBuilder answer = new StringBuilder();
    Iterator<Verdict> next = verdicts.iterator();
    for (Part part : reading.parts()) {
      if (part instanceof Refused refused) {
        answer.append("AR|").append(refused.reason().path()).append('|');
        answer.append(refused.reason().text());
      } else if (part instanceof Readable readable) {
        Verdict verdict = next.next();
        answer.append(
            switch (verdict.kind()) {
              case ACCEPTED -> "AA|";
              case ERROR -> "AE|";
              case REFUSED -> "AR|";
            });
        answer.append(readable.message().controlId()).append('|');
        verdict.reason().ifPresent(answer::append);
      }
      answer.append('\n');
    }
    return answer.toString().getBytes(Line.CHARSET);
  }

  @Override
  public byte[] bytes(String text) {
    return text.getBytes(Line.CHARSET);
  }

  @Override
  public String text(byte[] answer) {
    return new String(answer, Line.CHARSET);
  }
}
