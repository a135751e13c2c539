package org.duima.source.fhir4.internal.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.RawMessage;
import org.duima.api.receive.RestReader.Answer;
import org.duima.api.receive.RestReader.Form;
import org.duima.api.receive.RestReader.Outcome;
import org.duima.api.receive.RestReader.Refused;
import org.duima.api.receive.RestReader.Request;
import org.duima.api.receive.RestReader.Taken;
import org.duima.api.receive.RestReader.Wanted;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Request in, what is stored and answered out. A header {@code Known} or {@code Update} plays the
 * inbox. To accept a deliberate change, run with {@code -Dgolden.write=true} and read the
 * difference before committing it.
 */
class RequestGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/intake");
  private static final long ARRIVAL = 57;
  private static final FhirReader READER = new FhirReader(16 << 20, "1");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> answersEveryRequestAsExpected() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(GOLDEN)) {
      inputs = files.filter(f -> f.toString().endsWith(".in")).sorted().toList();
    }
    assertThat(inputs).hasSizeGreaterThan(40);
    return inputs.stream()
        .map(in -> DynamicTest.dynamicTest(in.getFileName().toString(), () -> compare(in)));
  }

  private static void compare(Path in) throws IOException {
    Path expected = Path.of(in.toString().replaceAll("\\.in$", ".expected"));
    String actual = played(Files.readString(in));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  private static String played(String text) throws IOException {
    int blank = text.indexOf("\n\n");
    String[] lines = text.substring(0, blank).split("\n");
    String[] first = lines[0].split("[ /]+");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] header = lines[i].split(": ", 2);
      headers.put(header[0], header[1]);
    }
    Form form = form(headers.getOrDefault("Accept", "json"));
    Outcome outcome =
        READER.read(
            new Request(
                first[0],
                "/fhir",
                first.length > 2 ? first[2] : "",
                first.length > 3 ? first[3] : "",
                headers.getOrDefault("If-None-Exist", ""),
                Optional.ofNullable(headers.get("Content-Type")).map(RequestGoldenTest::form),
                form,
                Wanted.valueOf(headers.getOrDefault("Prefer", "outcome").toUpperCase(Locale.ROOT)),
                text.substring(blank + 2).strip().getBytes(StandardCharsets.UTF_8),
                Instant.EPOCH));
    StringBuilder listing = new StringBuilder();
    Answer answer;
    if (outcome instanceof Taken taken) {
      for (RawMessage message : taken.messages()) {
        listing.append("stored: ").append(message.type());
        listing.append("; sender ").append(message.sender());
        listing.append("; control id ").append(message.controlId());
        listing.append("; lane ").append(message.laneKey()).append('\n');
      }
      taken.unlessKnown().ifPresent(id -> listing.append("unless known: ").append(id).append('\n'));
      answer =
          headers.containsKey("Known")
              ? taken.known(Long.parseLong(headers.get("Known")))
              : taken.stored(
                  taken.messages().isEmpty() ? 0 : ARRIVAL, headers.containsKey("Update"));
    } else {
      answer = ((Refused) outcome).answer();
    }
    listing.append(answer.status()).append('\n');
    new TreeMap<>(answer.headers())
        .forEach((name, value) -> listing.append(name).append(": ").append(value).append('\n'));
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    if (!body.isEmpty()) {
      listing.append('\n');
      listing.append(
          form == Form.XML
              ? body.replace("><", ">\n<")
              : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(body)));
      listing.append('\n');
    }
    return listing.toString();
  }

  private static Form form(String name) {
    return Form.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
