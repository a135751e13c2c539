package org.example.duima.delimited;

import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.encounter.Charge;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.EncounterEvent.Charged;
import org.duima.api.encounter.EncounterEvent.FrontPageCoded;
import org.duima.api.encounter.EncounterEvent.Moved;
import org.duima.api.encounter.EncounterEvent.Movement;
import org.duima.api.encounter.EncounterEvent.Stated;
import org.duima.api.encounter.EventHeader;
import org.duima.api.encounter.FrontPage;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.spi.SourceAdapter;
import org.osgi.service.component.annotations.Component;

/** Turns the lines of a visit into events. */
@Component(service = SourceAdapter.class)
public final class ExportAdapter implements SourceAdapter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  @Override
  public String format() {
    return ExportReader.FORMAT;
  }

  @Override
  public Parsed parse(RawMessage message, long arrivalNumber) {
    try {
      List<Line> lines = Line.of(message.body());
      if (lines.isEmpty() || !lines.get(0).kind().equals(ExportReader.HEADER)) {
        return nothing("delimited.no-header", "首行应为 H", "the first line must be H");
      }
      return new Visit(lines.get(0), message, arrivalNumber).read(lines.subList(1, lines.size()));
    } catch (CharacterCodingException e) {
      return nothing("delimited.not-gb18030", "不是 GB18030 编码", "not in GB18030");
    }
  }

  private static Parsed nothing(String rule, String zh, String en) {
    return new Parsed(List.of(), List.of(Finding.error(rule, "1", zh, en)));
  }

  /** One message while it is read. */
  private static final class Visit {
    private final Line header;
    private final RawMessage message;
    private final long arrivalNumber;
    private final List<EncounterEvent> events = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Diagnosis> diagnoses = new ArrayList<>();
    private final List<Charge> charges = new ArrayList<>();
    private List<Key> keys = List.of();
    private LocalDateTime time;

    Visit(Line header, RawMessage message, long arrivalNumber) {
      this.header = header;
      this.message = message;
      this.arrivalNumber = arrivalNumber;
    }

    Parsed read(List<Line> lines) {
      time = time(header, ExportReader.EXPORTED_AT).orElse(null);
      String institution = header.field(ExportReader.INSTITUTION);
      if (time == null || institution.isEmpty() || lines.isEmpty()) {
        findings.add(error("delimited.no-header", header, 0, "首行不完整", "the header is incomplete"));
        return new Parsed(List.of(), findings);
      }
      for (Line line : lines) {
        String visit = line.field(ExportReader.VISIT);
        String patient = line.field(ExportReader.PATIENT);
        if (visit.isEmpty() || patient.isEmpty()) {
          findings.add(error("delimited.no-visit", line, 1, "缺少住院号或病案号", "no visit or patient"));
          continue;
        }
        keys =
            List.of(
                new Key(Key.Kind.PATIENT, institution, patient),
                new Key(Key.Kind.VISIT, institution, visit));
        read(line);
      }
      if (!diagnoses.isEmpty()) {
        // the export always holds the whole front page
        FrontPage page = new FrontPage(diagnoses, List.of(), List.of(), List.of(), time);
        events.add(new FrontPageCoded(header(), page));
      }
      if (!charges.isEmpty()) {
        events.add(new Charged(header(), charges));
      }
      return new Parsed(events, findings);
    }

    private void read(Line line) {
      switch (line.kind()) {
        case "A" -> {
          Map<String, Fact> facts = new HashMap<>();
          fact(facts, "psn_name", line, 3);
          fact(facts, "gend", line, 4);
          fact(facts, "medcasno", line, 2);
          events.add(new Stated(header(), facts));
          Location location = new Location(line.field(6), line.field(7), "", "");
          time(line, 5)
              .ifPresent(
                  at ->
                      events.add(
                          new Moved(header(), Movement.ADMIT, at, location, origin(line, 5))));
        }
        case "D" -> {
          Map<String, Fact> facts = new HashMap<>();
          fact(facts, "dscg_way", line, 4);
          events.add(new Stated(header(), facts));
          Location location = new Location(line.field(5), line.field(6), "", "");
          time(line, 3)
              .ifPresent(
                  at ->
                      events.add(
                          new Moved(header(), Movement.DISCHARGE, at, location, origin(line, 3))));
        }
        case "Z" -> {
          if (line.field(3).isEmpty()) {
            findings.add(error("delimited.no-code", line, 3, "缺少诊断编码", "no diagnosis code"));
          } else {
            diagnoses.add(
                new Diagnosis(
                    diagnoses.isEmpty() ? Diagnosis.Role.PRINCIPAL : Diagnosis.Role.OTHER,
                    new Code(CodeSystem.DIAGNOSIS, Editions.CLINICAL_2_0, line.field(3)),
                    line.field(4),
                    line.field(5),
                    diagnoses.size() + 1,
                    origin(line, 3)));
          }
        }
        case "F" -> charge(line).ifPresent(charges::add);
        default ->
            findings.add(
                Finding.warning(
                    "delimited.unknown-line",
                    line.at(0),
                    "不认识的行类型，已忽略",
                    "a line of unknown kind was left out"));
      }
    }

    private Optional<Charge> charge(Line line) {
      try {
        Money amount = Money.parseYuan(line.field(9));
        return time(line, 4)
            .map(
                at ->
                    new Charge(
                        line.field(3),
                        "",
                        "",
                        line.field(5),
                        line.field(6),
                        "",
                        at,
                        new BigDecimal(line.field(7)),
                        new BigDecimal(line.field(8)),
                        amount,
                        null,
                        origin(line, 9)));
      } catch (ArithmeticException | NumberFormatException e) {
        findings.add(error("delimited.number", line, 9, "数量、单价或金额不是数字", "not a number"));
        return Optional.empty();
      }
    }

    private EventHeader header() {
      return new EventHeader(
          header.field(ExportReader.INSTITUTION), keys, time, arrivalNumber, events.size());
    }

    private void fact(Map<String, Fact> facts, String name, Line line, int place) {
      if (!line.field(place).isEmpty()) {
        facts.put(name, new Fact(line.field(place), origin(line, place)));
      }
    }

    private Origin origin(Line line, int place) {
      return new Origin(arrivalNumber, "export " + message.controlId(), line.kind() + "-" + place);
    }

    private Optional<LocalDateTime> time(Line line, int place) {
      try {
        return Optional.of(LocalDateTime.parse(line.field(place), TIME));
      } catch (DateTimeException e) {
        findings.add(
            error("delimited.time", line, place, "时间应为 yyyyMMddHHmmss", "expected yyyyMMddHHmmss"));
        return Optional.empty();
      }
    }

    /** Names the place, never what stands there: that may be patient data. */
    private static Finding error(String rule, Line line, int place, String zh, String en) {
      return Finding.error(rule, line.at(place), zh, en);
    }
  }
}
