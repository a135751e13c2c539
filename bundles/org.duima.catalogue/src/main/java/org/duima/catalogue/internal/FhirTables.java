package org.duima.catalogue.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.Finding;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
import org.duima.catalogue.internal.Catalogues.FhirSystem;

/**
 * FHIR R4 in JSON: the groups of a ConceptMap, the concepts of a CodeSystem. Streams; rows count
 * the elements of the file from 1.
 */
final class FhirTables {
  /** Equivalences that deny one. */
  private static final Set<String> NO_TARGET = Set.of("unmatched", "disjoint");

  private static final JsonFactory JSON = new JsonFactory();

  private final Catalogues catalogues;
  private final Order order;
  private final Path file;
  private final String shown;

  FhirTables(Catalogues catalogues, Order order, Path file, String shown) {
    this.catalogues = catalogues;
    this.order = order;
    this.file = file;
    this.shown = shown;
  }

  /** A group of a ConceptMap. */
  private record Group(int index, String source, String target) {}

  /**
   * Finds the table.
   *
   * @throws TableException if there is none, or several
   */
  Source find() throws IOException, TableException {
    try {
      String type = text("resourceType");
      return switch (type) {
        case "ConceptMap" -> conceptMap();
        case "CodeSystem" -> codeSystem();
        default ->
            throw new TableException(
                "fhir",
                shown,
                shown
                    + "：应为 FHIR R4 的 ConceptMap 或 CodeSystem，文件为 "
                    + (type.isEmpty() ? "其他 JSON" : type),
                shown + ": expected a FHIR R4 ConceptMap or CodeSystem");
      };
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }

  private TableException malformed(JsonProcessingException e) {
    long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    return new TableException(
        "json",
        shown + ":" + line,
        shown + " 第 " + line + " 行：JSON 格式错误",
        shown + " row " + line + ": malformed JSON: " + e.getOriginalMessage());
  }

  private TableException wrongKind(String resource, String command) {
    return new TableException(
        "fhir",
        shown,
        shown + "：" + resource + " 请用 import " + command + " 导入",
        shown + ": a " + resource + " is imported by import " + command);
  }

  // ---------------------------------------------------------------- CodeSystem

  private Source codeSystem() throws IOException, TableException {
    if (order.kind() != Kind.DICTIONARY) {
      throw wrongKind("CodeSystem", "dictionary");
    }
    String url = text("url");
    FhirSystem own = catalogues.fhirSystem(url).orElse(null);
    String system = own == null ? order.system() : own.system();
    String edition = own == null ? Subject.edition(system, order.to()) : own.edition();
    checkOrder(url, system, edition, order.to());
    return new Source(
        new Subject(Kind.DICTIONARY, system, "", edition),
        Layout.OF_FIELDS,
        shown,
        List.of(),
        sink -> parse(parser -> concepts(parser, sink, new long[1]), "concept"));
  }

  private static void concepts(JsonParser parser, Source.Sink sink, long[] number)
      throws IOException, TableException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      long row = ++number[0];
      String code = "";
      String display = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("code")) {
          code = parser.getValueAsString("");
        } else if (field.equals("display")) {
          display = parser.getValueAsString("");
        } else if (field.equals("concept") && value == JsonToken.START_ARRAY) {
          concepts(parser, sink, number);
        } else {
          parser.skipChildren();
        }
      }
      sink.row(new TableRow(row, code, display, null, null, false, 0));
    }
  }

  // ---------------------------------------------------------------- ConceptMap

  private Source conceptMap() throws IOException, TableException {
    if (order.kind() != Kind.CODES) {
      throw wrongKind("ConceptMap", "codes");
    }
    List<Group> groups = new ArrayList<>();
    parse(parser -> listGroups(parser, groups), "group");
    List<Group> fitting = groups.stream().filter(this::fits).toList();
    if (fitting.size() != 1) {
      String all =
          groups.stream()
              .map(group -> group.source() + " → " + group.target())
              .collect(Collectors.joining("; "));
      throw new TableException(
          "fhir",
          shown,
          shown
              + (fitting.isEmpty() ? "：没有合适的 group，" : "：多个 group 都合适，请用 --kind、--from、--to 指明，")
              + "文件中有 "
              + all
              + "；体系名见 mappings/catalogues/fhir-systems.csv",
          shown + ": " + fitting.size() + " groups fit; the file has " + all);
    }
    Group group = fitting.get(0);
    FhirSystem source = catalogues.fhirSystem(group.source()).orElse(null);
    FhirSystem target = catalogues.fhirSystem(group.target()).orElse(null);
    String system =
        source != null ? source.system() : target != null ? target.system() : order.system();
    String from = source != null ? source.edition() : Subject.edition(system, order.from());
    String to = target != null ? target.edition() : Subject.edition(system, order.to());
    checkOrder(group.source(), system, from, order.from());
    checkOrder(group.target(), system, to, order.to());
    List<Finding> notes = new ArrayList<>();
    int[] unmatched = new int[1];
    parse(
        parser ->
            eachGroup(parser, group.index(), inGroup -> elements(inGroup, row -> {}, unmatched)),
        "group");
    if (unmatched[0] > 0) {
      notes.add(
          Finding.warning(
              "import.unmatched",
              shown,
              shown + "：" + unmatched[0] + " 个编码没有目标（unmatched），不导入",
              shown + ": " + unmatched[0] + " codes have no target (unmatched), left out"));
    }
    return new Source(
        new Subject(Kind.CODES, system, from, to),
        Layout.OF_FIELDS,
        shown,
        notes,
        sink ->
            parse(
                parser ->
                    eachGroup(
                        parser, group.index(), inGroup -> elements(inGroup, sink, new int[1])),
                "group"));
  }

  private boolean fits(Group group) {
    FhirSystem source = catalogues.fhirSystem(group.source()).orElse(null);
    FhirSystem target = catalogues.fhirSystem(group.target()).orElse(null);
    return fits(source, order.from()) && fits(target, order.to());
  }

  private boolean fits(FhirSystem system, String edition) {
    return system == null
        || (order.system().isEmpty() || order.system().equals(system.system()))
            && (edition.isEmpty()
                || Subject.edition(system.system(), edition).equals(system.edition()));
  }

  /** A system that nobody entered needs the words of whoever imports it. */
  private void checkOrder(String uri, String system, String edition, String said)
      throws TableException {
    if (system.isEmpty() || edition.isEmpty()) {
      throw new TableException(
          "fhir",
          shown,
          shown
              + "：不认识体系 "
              + uri
              + "，请用 --kind、--from、--to 指明，或加入 mappings/catalogues/fhir-systems.csv",
          shown
              + ": the system "
              + uri
              + " is not known; name --kind, --from and --to, or add it to"
              + " mappings/catalogues/fhir-systems.csv");
    }
    if (!said.isEmpty() && !Subject.edition(system, said).equals(edition)) {
      throw new TableException(
          "edition",
          shown,
          shown + "：" + uri + " 的版本是 " + edition + "，不是 " + said,
          shown + ": " + uri + " is of the edition " + edition + ", not " + said);
    }
  }

  private static void listGroups(JsonParser parser, List<Group> groups)
      throws IOException, TableException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String source = "";
      String target = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "source" -> source = parser.getValueAsString("");
          case "target" -> target = parser.getValueAsString("");
          default -> parser.skipChildren();
        }
      }
      groups.add(new Group(groups.size(), source, target));
    }
  }

  private static void eachGroup(JsonParser parser, int wanted, Step inGroup)
      throws IOException, TableException {
    int index = 0;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (index == wanted && field.equals("element") && value == JsonToken.START_ARRAY) {
          inGroup.take(parser);
        } else {
          parser.skipChildren();
        }
      }
      index++;
    }
  }

  /** One target of an element. */
  private record Target(String code, String display) {}

  private static void elements(JsonParser parser, Source.Sink sink, int[] unmatched)
      throws IOException, TableException {
    long number = 0;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      number++;
      String code = "";
      String display = "";
      List<Target> targets = new ArrayList<>();
      boolean denied = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("code")) {
          code = parser.getValueAsString("");
        } else if (field.equals("display")) {
          display = parser.getValueAsString("");
        } else if (field.equals("target") && value == JsonToken.START_ARRAY) {
          denied |= targets(parser, targets);
        } else {
          parser.skipChildren();
        }
      }
      if (targets.isEmpty() && denied) {
        unmatched[0]++;
      } else if (targets.isEmpty()) {
        sink.row(new TableRow(number, code, display, "", "", false, 0));
      }
      for (Target target : targets) {
        sink.row(new TableRow(number, code, display, target.code(), target.display(), false, 0));
      }
    }
  }

  /** Adds the targets of an element; tells whether one was denied. */
  private static boolean targets(JsonParser parser, List<Target> targets) throws IOException {
    boolean denied = false;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String code = "";
      String display = "";
      String equivalence = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "code" -> code = parser.getValueAsString("");
          case "display" -> display = parser.getValueAsString("");
          case "equivalence" -> equivalence = parser.getValueAsString("");
          default -> parser.skipChildren();
        }
      }
      if (NO_TARGET.contains(equivalence)) {
        denied = true;
      } else {
        targets.add(new Target(code, display));
      }
    }
    return denied;
  }

  // ---------------------------------------------------------------- the resource

  @FunctionalInterface
  private interface Step {
    void take(JsonParser parser) throws IOException, TableException;
  }

  /** Gives the array of a field of the resource to a step. */
  private void parse(Step step, String wanted) throws IOException, TableException {
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals(wanted) && value == JsonToken.START_ARRAY) {
          step.take(parser);
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }

  /** A text of the resource itself; empty if absent. */
  private String text(String wanted) throws IOException {
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals(wanted)) {
          return parser.getValueAsString("");
        }
        parser.skipChildren();
      }
      return "";
    }
  }
}
