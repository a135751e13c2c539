package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One stay out of HL7 v2, FHIR and copies of transactions. */
class AssembleFhirTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path STAY = Path.of("src/test/resources/stay");

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = TestHome.in(folder);
  }

  private JsonNode list(List<String> files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("assemble", "--infno", "4101"));
    arguments.addAll(files);
    CommandRun run = CommandRun.of(home, arguments.toArray(String[]::new));
    assertThat(run.out.lines()).as(run.err).hasSize(1);
    return JSON.readTree(run.out);
  }

  private static List<String> stayFiles() throws IOException {
    try (Stream<Path> files = Files.list(STAY)) {
      return files.sorted().map(Path::toString).toList();
    }
  }

  private String write(String name, JsonNode content) throws IOException {
    return Files.write(folder.resolve(name), JSON.writeValueAsBytes(content)).toString();
  }

  /** The encounter with the hospital's number beside its id at the EMR. */
  private static ObjectNode encounter() {
    ObjectNode encounter = JSON.createObjectNode();
    encounter.put("resourceType", "Encounter").put("id", "55").put("status", "in-progress");
    encounter.putObject("meta").put("lastUpdated", "2026-03-09T09:30:00+08:00");
    encounter.putObject("class").put("code", "IMP");
    encounter.putObject("subject").put("reference", "Patient/7");
    encounter.putObject("period").put("start", "2026-03-09T09:20:00+08:00");
    ObjectNode number = encounter.putArray("identifier").addObject().put("value", "ZY26030001");
    number.putObject("type").putArray("coding").addObject().put("code", "VN");
    ObjectNode at = encounter.putArray("location").addObject();
    at.putObject("location").put("display", "呼吸内科");
    ArrayNode of = at.putArray("extension");
    of.addObject().put("url", "urn:duima:department").put("valueString", "A03.01");
    of.addObject().put("url", "urn:duima:ward").put("valueString", "111");
    of.addObject().put("url", "urn:duima:bed").put("valueString", "11");
    return encounter;
  }

  /** What DFT^P03 said, as items that name the encounter by its id at the EMR alone. */
  private static ObjectNode charges() throws IOException {
    ObjectNode bundle = JSON.createObjectNode();
    bundle.put("resourceType", "Bundle").put("type", "collection");
    bundle.put("timestamp", "2026-03-09T17:21:00+08:00");
    ArrayNode entries = bundle.putArray("entry");
    String category = "";
    List<String> segments =
        new ArrayList<>(List.of(Files.readString(STAY.resolve("004-DFT_P03.hl7")).split("\r")));
    for (int i = 0; i < segments.size(); i++) {
      String[] of = segments.get(i).split("\\|", -1);
      if (!of[0].equals("FT1")) {
        continue;
      }
      category = segments.get(i + 1).split("\\|", -1)[2];
      String[] item = of[7].split("\\^", -1);
      ObjectNode charge = entries.addObject().putObject("resource");
      charge.put("resourceType", "ChargeItem").put("status", "billable");
      charge.putArray("identifier").addObject().put("value", of[2]);
      charge.putObject("context").put("reference", "Encounter/55");
      charge.putObject("subject").put("reference", "Patient/7");
      charge.put("occurrenceDateTime", time(of[4]));
      charge.putObject("quantity").put("value", new BigDecimal(of[10]));
      charge.putObject("priceOverride").put("value", new BigDecimal(of[11]));
      ArrayNode codings = charge.putObject("code").putArray("coding");
      codings
          .addObject()
          .put("system", "urn:duima:local")
          .put("code", item[0])
          .put("display", item[1]);
      codings.addObject().put("system", "urn:nhsa:service-item").put("code", item[3]);
      ArrayNode extensions = charge.putArray("extension");
      extensions.addObject().put("url", "urn:duima:med-chrgitm-type").put("valueCode", category);
      extensions
          .addObject()
          .put("url", "urn:duima:unit-price")
          .put("valueDecimal", new BigDecimal(of[12]));
    }
    assertThat(entries.size()).isGreaterThan(9);
    return bundle;
  }

  private static String time(String hl7) {
    return hl7.replaceFirst("(....)(..)(..)(..)(..)(..)?.*", "$1-$2-$3T$4:$5:00+08:00");
  }

  @Test
  void joinsSourcesOfThreeKindsIntoTheListThatTwoOfThemGave() throws IOException {
    JsonNode expected = list(stayFiles());
    List<String> mixed = new ArrayList<>(stayFiles());
    mixed.removeIf(file -> file.endsWith("004-DFT_P03.hl7"));
    mixed.add(write("encounter.json", encounter()));
    mixed.add(write("charges.json", charges()));
    JsonNode actual = list(mixed);
    assertThat(actual.path("input")).isEqualTo(expected.path("input"));
    assertThat(actual.at("/input/iteminfo")).isNotEmpty();
    assertThat(actual.path("state")).isEqualTo(expected.path("state"));
    assertThat(actual.path("findings")).isEqualTo(expected.path("findings"));
    List<String> without = new ArrayList<>(mixed);
    without.removeIf(file -> file.endsWith("charges.json"));
    assertThat(list(without).path("input")).isNotEqualTo(expected.path("input"));
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path broken =
        Files.writeString(folder.resolve("broken.json"), "{\"resourceType\":\"Nothing\"}");
    CommandRun run = CommandRun.of(home, "assemble", broken.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("broken.json", "fhir.resource-type");
  }
}
