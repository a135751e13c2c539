package org.duima.source.hl7v2.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duima.api.CodeSystem;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.receive.Reading;
import org.duima.api.site.Site;

/** The reader and the adapter as a node wires them, with the shipped mapping. */
final class Fixture {
  static final Instant NOON = Instant.parse("2026-03-15T04:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  static final Site SITE =
      Site.of(
          Map.of(
              "institution.H11010500001.name", "测试人民医院",
              "institution.H11010500002.name", "测试第二医院",
              "sender.HIS|*", "H11010500001",
              "sender.HIS2|*", "H11010500002",
              "edition.diagnosis", "clinical-2.0",
              "edition.procedure", "clinical-3.0"));

  final MappingFiles files;
  final Hl7MessageReader reader;
  final Hl7v2Adapter adapter;
  final Hl7OrderDoor door;

  Fixture() {
    this(repository().resolve("mappings"), SITE);
  }

  Fixture(Path mappings, Site site) {
    files = new MappingFiles(mappings, CLOCK);
    reader = new Hl7MessageReader(files, () -> ZONE, CLOCK);
    adapter = new Hl7v2Adapter(() -> site, Tables::new, files);
    door = new Hl7OrderDoor(() -> site, Tables::new, files, CLOCK);
  }

  /** With the mapping loaded without complaint. */
  static Fixture loaded() {
    Fixture fixture = new Fixture();
    if (!fixture.files.reload().isEmpty()) {
      throw new AssertionError(fixture.files.reload());
    }
    return fixture;
  }

  static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mappings/sources/hl7v2.csv"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Segments joined and encoded as on the wire. */
  static byte[] message(Charset charset, String... segments) {
    return (String.join("\r", segments) + "\r").getBytes(charset);
  }

  static byte[] message(String... segments) {
    return message(StandardCharsets.UTF_8, segments);
  }

  RawMessage receive(byte[] frame) {
    Reading reading = reader.read(frame, NOON);
    if (reading.messages().size() != 1) {
      throw new AssertionError("refused: " + reading.refusals());
    }
    return reading.messages().get(0);
  }

  Parsed parse(byte[] frame) {
    return adapter.parse(receive(frame), 7);
  }

  Parsed parse(String... segments) {
    return parse(message(segments));
  }

  /** The value maps that the tests rely on. */
  private static final class Tables implements Dictionaries {
    private static final Map<String, Map<String, String>> VALUES =
        Map.of(
            "gend", Map.of("M", "1", "F", "2", "U", "0", "O", "9"),
            "adm_way", Map.of("7", "1", "1", "2", "2", "2", "4", "3"),
            "dscg_way", Map.of("01", "1", "02", "2", "07", "4", "20", "5"),
            "patn_rlts", Map.of("SPO", "10", "CHD", "20"),
            "patn_cert_type", Map.of("NI", "01", "PPN", "03"),
            "ipt_med_type", Map.of("I", "1", "DS", "2"),
            "adm_cond_type", Map.of("Y", "1", "W", "2", "U", "3", "N", "4", "有", "1"),
            "icu_type", Map.of("CCU", "1", "SICU", "4"),
            "trt_type", Map.of("1", "10", "2.1", "21"));
    private static final Map<String, List<String>> CODES =
        Map.of(
            "naty", List.of("01", "02"),
            "ntly", List.of("CHN"),
            "hi_type", List.of("310", "390"),
            "prfs", List.of("80"));

    @Override
    public Optional<String> name(String dictionary, String code) {
      return CODES.getOrDefault(dictionary, List.of()).contains(code)
          ? Optional.of("name of " + code)
          : Optional.empty();
    }

    @Override
    public Map<String, String> values(String dictionary) {
      throw new AssertionError("nobody asks for this here");
    }

    @Override
    public boolean has(String dictionary) {
      return VALUES.containsKey(dictionary) || CODES.containsKey(dictionary);
    }

    @Override
    public boolean isComplete(String dictionary) {
      return false;
    }

    private static final Map<String, String> TIMES = timesPerDay();

    /** The shipped table, found in either case as the node does. */
    private static Map<String, String> timesPerDay() {
      Path file = repository().resolve("mappings/dictionaries/times_per_day.csv");
      try (var lines = Files.lines(file)) {
        return lines
            .skip(1)
            .map(line -> line.split(","))
            .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<String> translate(String dictionary, String format, String value) {
      if (dictionary.equals("times_per_day")) {
        return Optional.ofNullable(TIMES.get(value.toUpperCase(Locale.ROOT)));
      }
      return Optional.ofNullable(VALUES.getOrDefault(dictionary, Map.of()).get(value));
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
