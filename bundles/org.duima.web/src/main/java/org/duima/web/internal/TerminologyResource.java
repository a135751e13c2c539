package org.duima.web.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Text;
import org.duima.api.ledger.Role;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.mapping.Dictionaries;
import org.duima.web.internal.Fhir.Coding;
import org.duima.web.internal.Fhir.Parameters;
import org.duima.web.internal.Operation.Builder;
import org.duima.web.internal.Operation.Kind;

/** FHIR R4 terminology: {@code ConceptMap/$translate} with {@code CodeSystem/$lookup}. */
public final class TerminologyResource implements Resource {
  private static final String TRANSLATE = Fhir.PATH + "/ConceptMap/$translate";
  private static final String LOOKUP = Fhir.PATH + "/CodeSystem/$lookup";

  /** A code stands among the first of those that begin like it. */
  private static final int SAME_BEGINNING = 50;

  private final Supplier<Optional<CodeMapper>> mapper;
  private final Supplier<Optional<Dictionaries>> dictionaries;
  private final Supplier<Optional<CodeSuggester>> index;
  private final Clock clock;

  /**
   * @param index knows which codes are gray
   * @param clock in the hospital's time zone
   */
  public TerminologyResource(
      Supplier<Optional<CodeMapper>> mapper,
      Supplier<Optional<Dictionaries>> dictionaries,
      Supplier<Optional<CodeSuggester>> index,
      Clock clock) {
    this.mapper = mapper;
    this.dictionaries = dictionaries;
    this.index = index;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    String zh = "编码对照";
    String en = "Translates a code";
    return List.of(
        translation(
            withDate(withCoding(Operation.get(TRANSLATE, zh, en)))
                .query("targetsystem", "目标编码体系，默认医保版 2.0", "target, by default insurance 2.0")
                .query("source", "来源值集，可用编码体系的 URL", "source value set: the system's URL")
                .query("target", "目标值集，可用编码体系的 URL", "target value set: the system's URL")
                .query("url", "不支持：由日期决定用哪张表", "not supported: the date decides on the table")
                .query("reverse", Kind.BOOLEAN, "不支持", "not supported")),
        translation(
            Operation.post(TRANSLATE, zh, en)
                .roles(Role.values())
                .body(Fhir.JSON, Operation.Body.JSON)),
        lookup(withDate(withCoding(Operation.get(LOOKUP, "查编码", "Looks a code up")))),
        lookup(
            Operation.post(LOOKUP, "查编码", "Looks a code up")
                .roles(Role.values())
                .body(Fhir.JSON, Operation.Body.JSON)));
  }

  private static Builder withCoding(Builder operation) {
    return operation
        .query("code", "编码", "the code")
        .query("system", "编码体系 URL；不写则版本未知", "its system; without it the edition is not known")
        .query("version", "版本", "its edition")
        .query("display", "名称", "its name");
  }

  private static Builder withDate(Builder operation) {
    return operation.query("date", Kind.DATE, "出院日期，默认今天", "day of discharge, by default today");
  }

  private Operation translation(Builder operation) {
    return operation
        .produces(Fhir.JSON)
        .answers(200, "Parameters：result、message、match", "Parameters: result, message, match")
        .answers(406, "只提供 JSON", "only JSON is served")
        .by(this::translate);
  }

  private Operation lookup(Builder operation) {
    return operation
        .produces(Fhir.JSON)
        .answers(200, "Parameters：name、display、property", "Parameters: name, display, property")
        .answers(404, "字典中没有此编码", "no dictionary knows the code")
        .answers(406, "只提供 JSON", "only JSON is served")
        .by(this::lookUp);
  }

  private Object translate(Call call) throws ProblemException, IOException {
    Parameters parameters = Fhir.parameters(call);
    if (!parameters.value("url").isEmpty() || parameters.value("reverse").equals("true")) {
      throw ProblemException.bad("不支持 url 与 reverse", "url and reverse are not supported");
    }
    CodeMapper tables = ProblemException.present(mapper, "对照表", "the mapping tables");
    LocalDate on = parameters.date(LocalDate.now(clock));
    Answered best = null;
    for (Coding coding : parameters.codings()) {
      FhirSystem source = source(parameters, coding);
      FhirSystem target = target(parameters, source.system());
      CodeQuestion question =
          new CodeQuestion(
              new Code(source.system(), source.edition(), coding.code()),
              coding.display(),
              parameters.depends().getOrDefault("department", ""),
              target.edition(),
              on);
      Answered answered = new Answered(tables.map(question));
      if (best == null || answered.weight() > best.weight()) {
        best = answered;
      }
    }
    return best.parameters();
  }

  private static FhirSystem source(Parameters parameters, Coding coding) throws ProblemException {
    return FhirSystem.of(
        coding.system().isEmpty() ? parameters.value("source") : coding.system(), coding.version());
  }

  private static FhirSystem target(Parameters parameters, CodeSystem system)
      throws ProblemException {
    String url = parameters.value("targetsystem");
    if (url.isEmpty()) {
      url = parameters.value("target");
    }
    if (url.isEmpty()) {
      return FhirSystem.insuranceOf(system);
    }
    FhirSystem target = FhirSystem.of(url, "");
    if (target.system() != system) {
      throw ProblemException.bad(
          "来源与目标不是同一类编码", "source and target do not name the same kind of things");
    }
    return target.edition().isEmpty() ? FhirSystem.insuranceOf(system) : target;
  }

  /** A match with what it is worth among those of several codings, and its wire form. */
  private record Answered(CodeMatch match) {
    int weight() {
      if (match instanceof CodeMatch.Mapped) {
        return 2;
      }
      return match instanceof CodeMatch.Ambiguous ? 1 : 0;
    }

    ObjectNode parameters() {
      ObjectNode resource = JsonNodeFactory.instance.objectNode();
      resource.put("resourceType", "Parameters");
      ArrayNode parameter = resource.putArray("parameter");
      parameter
          .addObject()
          .put("name", "result")
          .put("valueBoolean", match instanceof CodeMatch.Mapped);
      if (match instanceof CodeMatch.Mapped mapped) {
        if (mapped.grayAsPrincipal()) {
          message(parameter, new Text("灰码：不得作为主要诊断或主要手术", "gray: not as principal"));
        }
        match(
            parameter,
            equivalence(mapped.relation()),
            mapped.target(),
            mapped.targetName(),
            mapped.table());
      } else if (match instanceof CodeMatch.Ambiguous ambiguous) {
        message(parameter, new Text("有多个可能的目标，须由编码员选择", "several targets: a coder must choose"));
        for (CodeMatch.Candidate candidate : ambiguous.candidates()) {
          match(parameter, "inexact", candidate.code(), candidate.name(), "");
        }
      } else if (match instanceof CodeMatch.Gray gray) {
        message(parameter, new Text("灰码：" + gray.table(), "gray, without target: " + gray.table()));
      } else if (match instanceof CodeMatch.Expired expired) {
        String formerly = expired.formerly().code().value() + " " + expired.formerly().name();
        message(
            parameter,
            new Text(
                "该日期无有效对照，曾对应 " + formerly + "：" + expired.table(),
                "not on that date; formerly " + formerly + ": " + expired.table()));
      } else {
        message(parameter, new Text("没有对照表收录此编码", "no table knows the code"));
      }
      return resource;
    }

    private static void message(ArrayNode parameter, Text text) {
      parameter.addObject().put("name", "message").put("valueString", text.toString());
    }

    /** Seen from the source, as R4 wants it. */
    private static String equivalence(CodeMatch.Relation relation) {
      if (relation.categoryChanged()) {
        return "relatedto";
      }
      return relation.manyToOne() ? "wider" : "equivalent";
    }

    private static void match(
        ArrayNode parameter, String equivalence, Code code, String name, String table) {
      ArrayNode part = parameter.addObject().put("name", "match").putArray("part");
      part.addObject().put("name", "equivalence").put("valueCode", equivalence);
      ObjectNode coding = part.addObject().put("name", "concept").putObject("valueCoding");
      coding.put("system", new FhirSystem(code.system(), code.edition()).url());
      coding.put("code", code.value());
      if (!name.isEmpty()) {
        coding.put("display", name);
      }
      if (!table.isEmpty()) {
        String encoded = URLEncoder.encode(table, StandardCharsets.UTF_8).replace("+", "%20");
        part.addObject().put("name", "source").put("valueUri", "urn:duima:table:" + encoded);
      }
    }
  }

  private Object lookUp(Call call) throws ProblemException, IOException {
    Parameters parameters = Fhir.parameters(call);
    Coding coding = parameters.codings().get(0);
    if (parameters.codings().size() > 1 || coding.system().isEmpty()) {
      throw ProblemException.bad("请给出一个编码及其 system", "give one code with its system");
    }
    Dictionaries known = ProblemException.present(dictionaries, "字典", "the dictionaries");
    FhirSystem system = FhirSystem.of(coding.system(), coding.version());
    LocalDate on = parameters.date(LocalDate.now(clock));
    String name =
        known
            .codeName(system.system(), system.edition(), coding.code(), on)
            .orElseThrow(
                () -> new ProblemException(404, "字典中没有此编码", "no dictionary knows the code"));
    ObjectNode resource = JsonNodeFactory.instance.objectNode();
    resource.put("resourceType", "Parameters");
    ArrayNode parameter = resource.putArray("parameter");
    parameter.addObject().put("name", "name").put("valueString", system.title());
    if (!system.edition().isEmpty()) {
      parameter.addObject().put("name", "version").put("valueString", system.edition());
    }
    parameter.addObject().put("name", "display").put("valueString", name);
    gray(system, coding.code(), on)
        .ifPresent(
            gray -> {
              ArrayNode part = parameter.addObject().put("name", "property").putArray("part");
              part.addObject().put("name", "code").put("valueCode", "notPrincipal");
              part.addObject().put("name", "value").put("valueBoolean", gray);
            });
    return resource;
  }

  /** Empty where nobody knows. */
  private Optional<Boolean> gray(FhirSystem system, String code, LocalDate on) {
    return index
        .get()
        .flatMap(
            entries ->
                entries.search(system.system(), system.edition(), code, on, SAME_BEGINNING).stream()
                    .filter(entry -> entry.code().value().equals(code))
                    .map(CodeSuggester.Entry::grayAsPrincipal)
                    .findFirst());
  }
}
