package org.duima.source.fhir4.internal.stay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.CodeSystem;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.ledger.MessageWork.Stored;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Site;
import org.duima.api.spi.ReferringAdapter.Others;
import org.duima.source.fhir4.internal.intake.FhirReader;

/** The adapter as a node wires it, with the shipped mapping and the shipped tables of values. */
final class Fixture {
  static final Instant NOON = Instant.parse("2026-03-15T04:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  static final Site SITE =
      Site.of(
          Map.of(
              "institution.H11010500001.name", "测试人民医院",
              "institution.H11010500002.name", "测试第二医院",
              "sender.EMR", "H11010500001",
              "edition.diagnosis", "clinical-2.0",
              "edition.procedure", "clinical-3.0"));

  final TableFiles files;
  final FhirAdapter adapter;

  Fixture(Path mappings) {
    files = new TableFiles(mappings, CLOCK);
    adapter = new FhirAdapter(() -> SITE, Tables::new, files);
  }

  /** With the mapping loaded without complaint. */
  static Fixture loaded() {
    Fixture fixture = new Fixture(repository().resolve("mappings"));
    if (!fixture.files.reload().isEmpty()) {
      throw new AssertionError(fixture.files.reload());
    }
    return fixture;
  }

  static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mappings/sources/fhir-r4.csv"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  Parsed parse(byte[] body) {
    return parse(body, "EMR");
  }

  Parsed parse(byte[] body, String sender) {
    return adapter.parse(
        new RawMessage(FhirAdapter.FORMAT, sender, "M1", "Bundle", "", body, NOON), 7);
  }

  /** Reads a message after others, which are found as the door names them. */
  Parsed parseAfter(List<String> earlier, String body, String sender) {
    return adapter.parse(
        new RawMessage(
            FhirAdapter.FORMAT,
            sender,
            "M1",
            "Bundle",
            "",
            body.getBytes(StandardCharsets.UTF_8),
            NOON),
        earlier.size() + 1,
        others(earlier));
  }

  /** Messages found by what they hold, the last one first, as a ledger does. */
  static Others others(List<String> earlier) {
    FhirReader reader = new FhirReader(1 << 24, "");
    List<Stored> stored = new ArrayList<>();
    for (String body : earlier) {
      RawMessage message =
          reader.read(body.getBytes(StandardCharsets.UTF_8), NOON).messages().get(0);
      stored.add(0, new Stored(earlier.size() - stored.size(), message));
    }
    return (names, sender) -> {
      Map<String, Stored> found = new HashMap<>();
      for (String name : names) {
        stored.stream()
            .filter(one -> one.message().names().contains(name))
            .filter(one -> sender.test(one.message().sender()))
            .findFirst()
            .ifPresent(one -> found.put(name, one));
      }
      return found;
    };
  }

  Parsed parse(String body) {
    return parse(body.getBytes(StandardCharsets.UTF_8));
  }

  /** The value maps that ship, as rows of value and code. */
  private static final class Tables implements Dictionaries {
    private static final Map<String, Map<String, String>> READ = new HashMap<>();

    private static synchronized Map<String, String> rows(String name) {
      return READ.computeIfAbsent(
          name,
          key -> {
            Path file = repository().resolve("mappings/dictionaries/" + name + ".csv");
            Map<String, String> rows = new HashMap<>();
            try {
              for (String line :
                  Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] cells = line.split(",", -1);
                rows.put(cells[0], cells[1]);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return rows;
          });
    }

    @Override
    public Optional<String> name(String dictionary, String code) {
      return Optional.ofNullable(rows(dictionary).get(code));
    }

    @Override
    public Map<String, String> values(String dictionary) {
      return rows(dictionary);
    }

    @Override
    public boolean has(String dictionary) {
      return !rows(dictionary).isEmpty();
    }

    @Override
    public boolean isComplete(String dictionary) {
      return false;
    }

    @Override
    public Optional<String> translate(String dictionary, String format, String value) {
      String table =
          dictionary.equals("times_per_day") ? dictionary : dictionary + ".from-" + format;
      return Optional.ofNullable(rows(table).get(value));
    }

    @Override
    public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
      return Optional.empty();
    }

    @Override
    public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
      return false;
    }
  }
}
