package org.duima.connector.fhir4.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.junit.jupiter.api.Test;

/** Every field of the list is in the Claim, read back by HAPI along the table's own paths. */
class ClaimFieldsTest {
  private static final Path FIELDS = Path.of("../../mappings/settlement/fields.csv");
  private static final Path TABLE =
      Path.of("src/main/resources/org/duima/connector/fhir4/internal/" + FieldPlaces.SHIPPED);
  private static final Path GOLDEN = Path.of("src/test/resources/full-list.expected.json");
  private static final Path PAGE = Path.of("../../docs/connectors.md");
  private static final FhirContext FHIR = FhirContext.forR4();

  private static List<NamedCsvRecord> rows(Path file) throws IOException {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .skipEmptyLines(true)
            .ofNamedCsvRecord(file)) {
      return rows.stream().toList();
    }
  }

  /** A list in which every field of both forms says something of its own. */
  private static ListContent full() throws IOException {
    Map<String, String> info = new LinkedHashMap<>();
    Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
    int number = 0;
    for (NamedCsvRecord field : rows(FIELDS)) {
      number++;
      String node = field.getField("node");
      String name = field.getField("field");
      for (int row = 0; row < (node.equals("setlinfo") ? 1 : 3); row++) {
        String value = value(field, name, number, row);
        if (node.equals("setlinfo")) {
          info.putIfAbsent(name, value);
        } else {
          List<Map<String, String>> all = rows.computeIfAbsent(node, n -> new ArrayList<>());
          while (all.size() <= row) {
            all.add(new LinkedHashMap<>());
          }
          all.get(row).putIfAbsent(name, value);
        }
      }
    }
    for (String coded : List.of("diseinfo", "oprninfo", "opspdiseinfo")) {
      rows.get(coded).forEach(row -> row.put(ListContent.SOURCE_CODE, "L" + row.hashCode()));
    }
    info.put("setl_id", "SETL1");
    info.put("fixmedins_code", "H51010000001");
    return new ListContent(info, rows, Map.of(), Map.of());
  }

  private static String value(NamedCsvRecord field, String name, int number, int row) {
    return switch (name) {
      case "gend" -> "2";
      case "ipt_med_type" -> "2";
      case "diag_type" -> String.valueOf(row + 1);
      default ->
          switch (field.getField("type")) {
            case "N" -> number + "." + row + "0";
            case "D" -> "2026-03-%02d".formatted(row + 1 + number % 20);
            case "DT" -> "2026-03-%02d 08:30:%02d".formatted(row + 1, number % 60);
            default ->
                field.getField("dictionary").isEmpty()
                    ? name + "甲" + number + "-" + row
                    : String.valueOf(row + number);
          };
    };
  }

  private static String transaction(ListContent content) {
    Delivery delivery =
        Samples.of("D1", Delivery.Subject.LIST, 1, Submission.State.NONE, "", content);
    return new String(
        Json.bytes(
            new Interactions(new ClaimWriter(FieldPlaces.shipped()))
                .transaction(delivery)
                .resource()),
        StandardCharsets.UTF_8);
  }

  private static Claim claim(String transaction) {
    IParser parser = FHIR.newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    Bundle bundle = parser.parseResource(Bundle.class, transaction);
    return (Claim) bundle.getEntryFirstRep().getResource();
  }

  /** Where HAPI is to begin: written down apart from the writer. */
  private static String base(String place, String node, int row) {
    return switch (place) {
      case "claim" -> "Claim";
      case "patient", "coverage", "provider", "insurer", "encounter", "physician", "nurse" ->
          "Claim.contained.where(id='%s' or id='#%s')".formatted(place, place);
      case "diagnosis" -> "Claim.diagnosis[%d]".formatted(row);
      case "item" -> "Claim.item[%d]".formatted(row);
      case "claim-procedure" -> "Claim.procedure[%d]".formatted(row);
      case "procedure", "surgeon", "anaesthetist" ->
          "Claim.contained.where(id='%s-%d' or id='#%s-%d')"
              .formatted(place, row + 1, place, row + 1);
      case "information" ->
          "Claim.supportingInfo.where(category.coding.code='%s')[%d]".formatted(node, row);
      default -> throw new IllegalArgumentException(place);
    };
  }

  private static String readBack(IFhirPath path, Claim claim, String expression) {
    List<String> found = new ArrayList<>();
    // HAPI without the definitions of R4 knows no types; which one it is the golden file holds
    String typeless = expression.replaceAll("\\.ofType\\([A-Za-z]+\\)", "");
    for (IBase one : path.evaluate(claim, typeless, IBase.class)) {
      found.add(((Base) one).primitiveValue());
    }
    return String.join("|", found);
  }

  private static String back(String value, String form) {
    return switch (form) {
      case "dateTime" -> value.replace("T", " ").replace("+08:00", "");
      case "values(1=male;2=female;0=unknown;9=other)" -> value.equals("female") ? "2" : value;
      default -> value;
    };
  }

  @Test
  void everyFieldOfBothFormsIsReadBackFromTheClaim() throws IOException {
    ListContent content = full();
    Claim claim = claim(transaction(content));
    IFhirPath path = FHIR.newFhirPath();
    Map<String, String> lost = new TreeMap<>();
    int read = 0;
    List<NamedCsvRecord> table = rows(TABLE);
    for (NamedCsvRecord field : rows(FIELDS)) {
      String node = field.getField("node");
      String name = field.getField("field");
      List<Map<String, String>> all =
          node.equals("setlinfo") ? List.of(content.info()) : content.rows(node);
      for (int row = 0; row < all.size(); row++) {
        String value = all.get(row).get(name);
        String found = "no row";
        for (NamedCsvRecord place : table) {
          String when = place.getField("when");
          boolean applies =
              when.isEmpty() || when.split("=")[1].equals(all.get(row).get(when.split("=")[0]));
          if (place.getField("node").equals(node)
              && place.getField("field").equals(name)
              && applies) {
            found =
                back(
                    readBack(
                        path,
                        claim,
                        base(place.getField("place"), node, row) + "." + place.getField("path")),
                    place.getField("form"));
            break;
          }
        }
        read++;
        if (!found.equals(value)) {
          lost.put(node + "[" + row + "]." + name, value + " but " + found);
        }
      }
    }
    assertThat(lost).isEmpty();
    assertThat(read).isGreaterThan(250);
  }

  @Test
  void theClaimOfAFullListIsAsItAlwaysWas() throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    String actual = mapper.writeValueAsString(mapper.readTree(transaction(full()))) + "\n";
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(GOLDEN, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void theTotalIsTheSumOfTheCategories() throws IOException {
    ListContent content =
        new ListContent(
            Map.of(),
            Map.of(
                "iteminfo",
                List.of(
                    Map.of("med_chrgitm", "01", "amt", "150.10"),
                    Map.of("med_chrgitm", "09", "amt", "0.20"))),
            Map.of(),
            Map.of());
    Claim claim = claim(transaction(content));
    assertThat(claim.getTotal().getValue()).isEqualByComparingTo("150.30");
    assertThat(claim.getTotal().getCurrency()).isEqualTo("CNY");
  }

  @Test
  void whatTheTableDoesNotKnowOrWhatDoesNotFitIsKept() {
    ListContent content =
        new ListContent(
            Map.of("brdy", "1990年3月", "region_only", "甲"),
            Map.of(
                "diseinfo", List.of(Map.of("diag_type", "7", "diag_code", "X1", "extra_no", "3")),
                "regional", List.of(Map.of("anything", "乙"))),
            Map.of(),
            Map.of());
    String transaction = transaction(content);
    Claim claim = claim(transaction);
    IFhirPath path = FHIR.newFhirPath();
    String information = "Claim.supportingInfo.where(category.coding.code='%s')";
    assertThat(readBack(path, claim, information.formatted("brdy") + ".value"))
        .isEqualTo("1990年3月");
    assertThat(readBack(path, claim, information.formatted("region_only") + ".value"))
        .isEqualTo("甲");
    assertThat(readBack(path, claim, "Claim.diagnosis[0].extension('urn:duima:diag-code').value"))
        .isEqualTo("X1");
    assertThat(readBack(path, claim, "Claim.diagnosis[0].extension('urn:duima:extra-no').value"))
        .isEqualTo("3");
    assertThat(
            readBack(
                path,
                claim,
                information.formatted("regional") + ".extension('urn:duima:anything').value"))
        .isEqualTo("乙");
  }

  @Test
  void aListOfWhichOnlyTheWireFormIsLeftIsReadFromIt() throws IOException {
    Delivery bare = Samples.of("D1", Delivery.Subject.LIST, 1, Submission.State.NONE, "", null);
    Delivery delivery =
        new Delivery(
            bare.id(),
            bare.destination(),
            bare.setlId(),
            bare.institution(),
            bare.infno(),
            1,
            bare.subject(),
            bare.state(),
            "",
            "",
            "{\"setlinfo\":{\"psn_no\":\"P1\",\"age\":63},\"diseinfo\":[{\"diag_type\":\"1\",\"diag_code\":\"I10.x00\"}]}"
                .getBytes(StandardCharsets.UTF_8),
            null,
            bare.arisenAt(),
            0);
    JsonNode claim =
        new Interactions(new ClaimWriter(FieldPlaces.shipped()))
            .transaction(delivery)
            .resource()
            .at("/entry/0/resource");
    assertThat(claim.at("/contained/0/identifier/0/value").asText()).isEqualTo("P1");
    assertThat(claim.at("/diagnosis/0/diagnosisCodeableConcept/coding/0/code").asText())
        .isEqualTo("I10.x00");
    assertThat(claim.at("/supportingInfo/0/valueQuantity/value").asInt()).isEqualTo(63);
  }

  @Test
  void anAnswerIsAClaimResponse() {
    for (Submission.State state : Submission.State.values()) {
      String transaction =
          new String(
              Json.bytes(
                  new Interactions(new ClaimWriter(FieldPlaces.shipped()))
                      .transaction(Samples.of("D1", Delivery.Subject.ANSWER, 1, state, "说明"))
                      .resource()),
              StandardCharsets.UTF_8);
      IParser parser = FHIR.newJsonParser();
      parser.setParserErrorHandler(new StrictErrorHandler());
      Bundle bundle = parser.parseResource(Bundle.class, transaction);
      assertThat(bundle.getEntryFirstRep().getResource().fhirType()).isEqualTo("ClaimResponse");
    }
  }

  @Test
  void thePageSaysWhereEachFieldStands() throws IOException {
    String page = Files.readString(PAGE);
    for (NamedCsvRecord row : rows(TABLE)) {
      String when = row.getField("when");
      assertThat(page)
          .contains(
              "| `%s` | %s | %s | `%s`%s |"
                  .formatted(
                      row.getField("node") + "." + row.getField("field"),
                      row.getField("name_zh"),
                      row.getField("place"),
                      row.getField("path"),
                      when.isEmpty() ? "" : " （" + when + "）"));
    }
  }
}
