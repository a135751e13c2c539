package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.ledger.AccessStore.Limits;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeMatch.Candidate;
import org.duima.api.mapping.CodeMatch.Relation;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.CodeSuggester;
import org.duima.api.mapping.Dictionaries;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The terminology operations over real HTTP, written and read by HAPI's strict parser. */
class TerminologyTest {
  private static final String TRANSLATE = "/fhir/ConceptMap/$translate";
  private static final String LOOKUP = "/fhir/CodeSystem/$lookup";
  private static final String KEY = "a-key-of-this-test";
  private static final String FHIR = "application/fhir+json";
  private static final FhirContext R4 = FhirContext.forR4();

  private final TestClock clock = new TestClock();
  private final List<CodeQuestion> asked = new ArrayList<>();
  private CodeMapper mapper = this::map;
  private TestServer server;

  private CodeMatch map(CodeQuestion question) {
    asked.add(question);
    return switch (question.code().value()) {
      case "A01.000" -> mapped("A01.000", "伤寒", false, new Relation(true, false, false));
      case "I10.x05" -> mapped("I10.x00", "高血压", true, new Relation(false, true, false));
      case "C80.x00" -> mapped("C79.900", "转移癌", false, new Relation(false, true, true));
      case "Z22" ->
          new CodeMatch.Ambiguous(
              List.of(
                  new Candidate(new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "Z22.1"), "甲"),
                  new Candidate(new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "Z22.2"), "乙")));
      case "G1" -> new CodeMatch.Gray("icd10-gray 2");
      case "E1" ->
          new CodeMatch.Expired(
              new Candidate(new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", "E10.900"), "旧"),
              "old 1");
      default -> new CodeMatch.Unmapped();
    };
  }

  private static CodeMatch mapped(String code, String name, boolean gray, Relation relation) {
    return new CodeMatch.Mapped(
        new Code(CodeSystem.DIAGNOSIS, "insurance-2.0", code),
        name,
        gray,
        true,
        "诊断对照 2.0",
        relation);
  }

  private static final Dictionaries DICTIONARIES =
      new Dictionaries() {
        @Override
        public Optional<String> name(String dictionary, String code) {
          return Optional.empty();
        }

        @Override
        public Map<String, String> values(String dictionary) {
          return Map.of();
        }

        @Override
        public boolean has(String dictionary) {
          return false;
        }

        @Override
        public boolean isComplete(String dictionary) {
          return false;
        }

        @Override
        public Optional<String> translate(String dictionary, String format, String value) {
          return Optional.empty();
        }

        @Override
        public Optional<String> codeName(
            CodeSystem system, String edition, String code, LocalDate on) {
          return system == CodeSystem.DIAGNOSIS
                  && edition.equals("insurance-2.0")
                  && code.equals("I10.x00")
                  && on.getYear() > 2020
              ? Optional.of("高血压")
              : Optional.empty();
        }

        @Override
        public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
          return true;
        }
      };

  private static final CodeSuggester INDEX =
      new CodeSuggester() {
        @Override
        public List<Suggestion> suggest(Question question) {
          return List.of();
        }

        @Override
        public List<Entry> search(
            CodeSystem system, String edition, String typed, LocalDate on, int max) {
          return List.of(
              new Entry(new Code(system, edition, typed + "1"), "别的", false),
              new Entry(new Code(system, edition, typed), "高血压", true));
        }
      };

  @BeforeEach
  void start() throws Exception {
    MemoryAccess access = new MemoryAccess(clock);
    access.ensureKey("tester", KEY);
    Gate gate = new Gate(access, new Limits(Duration.ofMinutes(30), Duration.ofHours(12)));
    TerminologyResource terminology =
        new TerminologyResource(
            () -> Optional.ofNullable(mapper),
            () -> Optional.of(DICTIONARIES),
            () -> Optional.of(INDEX),
            clock);
    server =
        new TestServer()
            .serve(new ApiServlet(gate, List.of(terminology), TestServer.metrics()), "/fhir/*")
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + KEY));
    all.addAll(List.of(headers));
    return server.call("GET", path, null, all.toArray(String[]::new));
  }

  private HttpResponse<String> post(String path, String body, String type) throws Exception {
    return server.call("POST", path, body, "Authorization", "Bearer " + KEY, "Content-Type", type);
  }

  private static IParser parser() {
    return R4.newJsonParser().setParserErrorHandler(new StrictErrorHandler());
  }

  private static Parameters parameters(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(FHIR);
    return parser().parseResource(Parameters.class, answer.body());
  }

  private static void refused(HttpResponse<String> answer, int status, IssueType type) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    // a caller that wants XML is told so in XML
    boolean isXml = answer.body().startsWith("<");
    OperationOutcome outcome =
        (isXml ? R4.newXmlParser().setParserErrorHandler(new StrictErrorHandler()) : parser())
            .parseResource(OperationOutcome.class, answer.body());
    assertThat(outcome.getIssueFirstRep().getCode()).isEqualTo(type);
    assertThat(outcome.getIssueFirstRep().getDetails().getText()).contains(" / ");
  }

  private static boolean result(Parameters parameters) {
    return parameters.getParameterBool("result");
  }

  private static String message(Parameters parameters) {
    return parameters.getParameter("message").getValue().primitiveValue();
  }

  /** Equivalence, system, code, display and source of each match. */
  private static List<String> matches(Parameters parameters) {
    return parameters.getParameter().stream()
        .filter(parameter -> parameter.getName().equals("match"))
        .map(
            match -> {
              Coding concept = (Coding) part(match, "concept").getValue();
              ParametersParameterComponent source = part(match, "source");
              return String.join(
                  " ",
                  part(match, "equivalence").getValue().primitiveValue(),
                  concept.getSystem(),
                  concept.getCode(),
                  concept.getDisplay(),
                  source == null ? "-" : source.getValue().primitiveValue());
            })
        .toList();
  }

  private static ParametersParameterComponent part(
      ParametersParameterComponent parameter, String name) {
    return parameter.getPart().stream()
        .filter(part -> part.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Test
  void translatesACodeOfTheQuery() throws Exception {
    Parameters answer =
        parameters(
            get(TRANSLATE + "?system=urn:nhc:icd10:2.0&code=A01.000&date=2026-02-28&display=x"));
    assertThat(result(answer)).isTrue();
    assertThat(matches(answer))
        .containsExactly(
            "equivalent urn:nhsa:icd10:2.0 A01.000 伤寒 urn:duima:table:"
                + URLEncoder.encode("诊断对照", StandardCharsets.UTF_8)
                + "%202.0");
    assertThat(asked)
        .containsExactly(
            new CodeQuestion(
                new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", "A01.000"),
                "x",
                "",
                "insurance-2.0",
                LocalDate.of(2026, 2, 28)));
  }

  @Test
  void translatesAParametersResource() throws Exception {
    Parameters question = new Parameters();
    question.addParameter(
        "coding", new Coding("urn:nhc:icd10", "I10.x05", "高血压3级").setVersion("1.1"));
    question.addParameter("targetsystem", new UriType("urn:nhsa:icd10:1.0"));
    question.addParameter("date", new DateType("2026-01-15"));
    ParametersParameterComponent dependency = question.addParameter().setName("dependency");
    dependency.addPart().setName("element").setValue(new UriType("department"));
    dependency
        .addPart()
        .setName("concept")
        .setValue(new CodeableConcept().addCoding(new Coding().setCode("0301")));

    Parameters answer =
        parameters(post(TRANSLATE, parser().encodeResourceToString(question), FHIR));

    assertThat(asked)
        .containsExactly(
            new CodeQuestion(
                new Code(CodeSystem.DIAGNOSIS, "clinical-1.1", "I10.x05"),
                "高血压3级",
                "0301",
                "insurance-1.0",
                LocalDate.of(2026, 1, 15)));
    assertThat(result(answer)).isTrue();
    assertThat(matches(answer).get(0)).startsWith("wider urn:nhsa:icd10:2.0 I10.x00 高血压 ");
    assertThat(message(answer)).contains("灰码", "not as principal");
  }

  @Test
  void takesTheBestOfSeveralCodings() throws Exception {
    Parameters question = new Parameters();
    question.addParameter(
        "codeableConcept",
        new CodeableConcept()
            .addCoding(new Coding("urn:duima:diagnosis:local", "H-1", "本院码"))
            .addCoding(new Coding("urn:nhc:icd10:2.0", "C80.x00", "癌"))
            .addCoding(new Coding("urn:nhc:icd10:2.0", "Z22", "病")));
    Parameters answer =
        parameters(post(TRANSLATE, parser().encodeResourceToString(question), "application/json"));
    assertThat(asked).extracting(q -> q.code().edition()).contains("local", "clinical-2.0");
    assertThat(result(answer)).isTrue();
    assertThat(matches(answer)).hasSize(1);
    assertThat(matches(answer).get(0)).startsWith("relatedto urn:nhsa:icd10:2.0 C79.900 ");
  }

  @Test
  void saysNoWithTheReason() throws Exception {
    Parameters ambiguous = parameters(get(TRANSLATE + "?code=Z22"));
    assertThat(asked.get(0).code().edition()).isEmpty();
    assertThat(asked.get(0).on()).as("today").isEqualTo(LocalDate.of(2026, 3, 2));
    assertThat(result(ambiguous)).isFalse();
    assertThat(message(ambiguous)).contains("编码员", "coder");
    assertThat(matches(ambiguous))
        .containsExactly(
            "inexact urn:nhsa:icd10:2.0 Z22.1 甲 -", "inexact urn:nhsa:icd10:2.0 Z22.2 乙 -");

    for (String[] expected :
        new String[][] {{"G1", "icd10-gray 2"}, {"E1", "E10.900 旧"}, {"U1", "no table"}}) {
      Parameters answer = parameters(get(TRANSLATE + "?code=" + expected[0]));
      assertThat(result(answer)).isFalse();
      assertThat(message(answer)).contains(expected[1]);
      assertThat(matches(answer)).isEmpty();
    }
  }

  @Test
  void knowsEachEditionByItsUrl() throws Exception {
    for (String[] known :
        new String[][] {
          {"urn:nhsa:icd10:2.0", "", "DIAGNOSIS insurance-2.0"},
          {"urn:nhsa:icd9cm3:2.0", "2.0", "PROCEDURE insurance-2.0"},
          {"urn:nhc:icd9cm3:3.0", "", "PROCEDURE clinical-3.0"},
          {"urn:nhc:icd10", "", "DIAGNOSIS "},
          {"urn:nhc:icd10", "clinical-1.1", "DIAGNOSIS clinical-1.1"},
          {"urn:nhsa:drug", "", "DRUG "},
          {"urn:duima:diagnosis:national-2016", "", "DIAGNOSIS national-2016"},
          {"urn:duima:tcm-disease:local", "", "TCM_DISEASE local"}
        }) {
      asked.clear();
      parameters(get(TRANSLATE + "?code=U1&system=" + known[0] + "&version=" + known[1]));
      Code code = asked.get(0).code();
      assertThat(code.system() + " " + code.edition()).isEqualTo(known[2]);
    }
  }

  @Test
  void namesSystemsAsItReadsThem() throws Exception {
    for (String url :
        List.of(
            "urn:nhsa:icd10:2.0",
            "urn:nhsa:icd9cm3:2.0",
            "urn:nhc:icd10:2.0",
            "urn:nhc:icd9cm3:3.0",
            "urn:nhsa:drug",
            "urn:nhsa:service-item",
            "urn:nhsa:consumable",
            "urn:duima:diagnosis:local")) {
      assertThat(FhirSystem.of(url, "").url()).isEqualTo(url);
    }
  }

  @Test
  void refusesWhatItCannotAnswer() throws Exception {
    refused(get(TRANSLATE), 400, IssueType.INVALID);
    refused(get(TRANSLATE + "?code=A&system=urn:other"), 400, IssueType.INVALID);
    refused(get(TRANSLATE + "?code=A&system=urn:duima:weather"), 400, IssueType.INVALID);
    refused(
        get(TRANSLATE + "?code=A&system=urn:nhc:icd10:2.0&version=1.1"), 400, IssueType.INVALID);
    refused(
        get(TRANSLATE + "?code=A&system=urn:nhc:icd10:2.0&targetsystem=urn:nhsa:icd9cm3:2.0"),
        400,
        IssueType.INVALID);
    refused(get(TRANSLATE + "?code=A&date=spring"), 400, IssueType.INVALID);
    refused(get(TRANSLATE + "?code=A&url=http://x"), 400, IssueType.INVALID);
    refused(get(TRANSLATE + "?code=A&reverse=true"), 400, IssueType.INVALID);
    refused(post(TRANSLATE, "{\"resourceType\":\"Patient\"}", FHIR), 400, IssueType.INVALID);
    refused(post(TRANSLATE, "{", FHIR), 400, IssueType.INVALID);
    refused(
        post(
            TRANSLATE,
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"code\"}]}",
            FHIR),
        400,
        IssueType.INVALID);
    refused(post(TRANSLATE, "<Parameters/>", "application/fhir+xml"), 415, IssueType.NOTSUPPORTED);
    refused(
        get(TRANSLATE + "?code=A", "Accept", "application/fhir+xml"), 406, IssueType.NOTSUPPORTED);
    refused(get(TRANSLATE + "?code=A&_format=xml"), 406, IssueType.NOTSUPPORTED);
    refused(get("/fhir/Patient/1"), 404, IssueType.NOTFOUND);
    refused(
        server.call("DELETE", TRANSLATE, null, "Authorization", "Bearer " + KEY),
        405,
        IssueType.NOTSUPPORTED);
    refused(server.call("GET", TRANSLATE + "?code=A", null), 401, IssueType.LOGIN);
    assertThat(asked).isEmpty();
    mapper = null;
    refused(get(TRANSLATE + "?code=A"), 503, IssueType.TRANSIENT);
  }

  @Test
  void looksACodeUp() throws Exception {
    Parameters answer = parameters(get(LOOKUP + "?system=urn:nhsa:icd10:2.0&code=I10.x00"));
    assertThat(answer.getParameter("name").getValue().primitiveValue())
        .isEqualTo("疾病诊断编码 insurance-2.0");
    assertThat(answer.getParameter("version").getValue().primitiveValue())
        .isEqualTo("insurance-2.0");
    assertThat(answer.getParameter("display").getValue().primitiveValue()).isEqualTo("高血压");
    ParametersParameterComponent property = answer.getParameter("property");
    assertThat(part(property, "code").getValue().primitiveValue()).isEqualTo("notPrincipal");
    assertThat(((BooleanType) part(property, "value").getValue()).booleanValue()).isTrue();

    Parameters question = new Parameters();
    question.addParameter("system", new UriType("urn:nhsa:icd10:2.0"));
    question.addParameter("code", new StringType("I10.x00"));
    assertThat(
            parameters(post(LOOKUP, parser().encodeResourceToString(question), FHIR))
                .getParameter("display")
                .getValue()
                .primitiveValue())
        .isEqualTo("高血压");
  }

  @Test
  void saysThatNoDictionaryKnowsACode() throws Exception {
    refused(get(LOOKUP + "?system=urn:nhsa:icd10:2.0&code=X"), 404, IssueType.NOTFOUND);
    refused(get(LOOKUP + "?system=urn:nhsa:icd10:1.0&code=I10.x00"), 404, IssueType.NOTFOUND);
    refused(
        get(LOOKUP + "?system=urn:nhsa:icd10:2.0&code=I10.x00&date=2019-12-31"),
        404,
        IssueType.NOTFOUND);
    refused(get(LOOKUP + "?code=I10.x00"), 400, IssueType.INVALID);
  }
}
