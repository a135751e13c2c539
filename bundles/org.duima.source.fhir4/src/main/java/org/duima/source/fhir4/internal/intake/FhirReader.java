package org.duima.source.fhir4.internal.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.duima.api.RawMessage;
import org.duima.api.Text;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.RestReader;
import org.duima.api.receive.Verdict;
import org.duima.source.fhir4.internal.ReadTypes;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/**
 * Takes FHIR R4 in: a Bundle or a single resource is one message, stored byte by byte as it came.
 * Of a batch the entries that cannot be read are refused one by one; {@link FhirBody} leaves the
 * same ones out whenever the message is read again.
 */
public class FhirReader implements MessageReader, RestReader {
  /** {@link RawMessage#format()} of FHIR R4. */
  public static final String FORMAT = "fhir-r4";

  /** How much of what cannot be read is kept to show a person. */
  private static final int KEPT_OF_REFUSED = 64 * 1024;

  private static final String IDENTIFIER = "identifier=";
  private static final String ID = "_id=";
  private static final byte[] NOTHING = new byte[0];

  private static final Pattern DECLARED_ENCODING =
      Pattern.compile(
          "\\uFEFF?\\s*<\\?xml\\s[^<>]{0,100}?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

  private static final List<String> FORMATS =
      List.of("application/fhir+json", "application/fhir+xml", "json", "xml");

  private final int maxBytes;
  private final String version;
  private final Date since = new Date();

  /**
   * @param maxBytes largest body in bytes
   * @param version of the software, empty if it is not known
   */
  public FhirReader(int maxBytes, String version) {
    this.maxBytes = maxBytes;
    this.version = version;
  }

  /**
   * A body that was read.
   *
   * @param resource empty if nothing of it is taken
   * @param messages to store, none or one
   */
  private record Known(
      Optional<Resource> resource, List<RawMessage> messages, List<Finding> findings) {}

  private Known read(byte[] body, Instant receivedAt, Optional<String> controlId) {
    if (body.length > maxBytes) {
      return new Known(Optional.empty(), List.of(), List.of(tooLarge()));
    }
    FhirBody.Read read = FhirBody.read(body);
    if (read.resource().isEmpty()) {
      return new Known(read.resource(), List.of(), read.findings());
    }
    Resource resource = read.resource().get();
    List<Finding> findings = new ArrayList<>(read.findings());
    if (resource instanceof Bundle bundle) {
      findings.addAll(notUsed(bundle));
      if (bundle.getType() == BundleType.BATCH
          && bundle.getEntry().stream().noneMatch(BundleEntryComponent::hasResource)) {
        return new Known(read.resource(), List.of(), findings);
      }
    }
    Head head = Head.of(resource, body);
    RawMessage message =
        new RawMessage(
            FORMAT,
            head.sender(),
            controlId.orElse(head.controlId()),
            head.type(),
            head.laneKey(),
            body,
            receivedAt,
            head.names());
    return new Known(read.resource(), List.of(message), findings);
  }

  private Finding tooLarge() {
    return Finding.error(
        "fhir.too-large",
        "",
        "超过大小上限 " + maxBytes + " 字节；请分批发送",
        "larger than the limit of " + maxBytes + " bytes; send it in parts");
  }

  /** Said at each entry where each is answered, else once. */
  private static List<Finding> notUsed(Bundle bundle) {
    boolean isEach =
        bundle.getType() == BundleType.BATCH || bundle.getType() == BundleType.TRANSACTION;
    TreeSet<String> types = new TreeSet<>();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      Resource resource = bundle.getEntry().get(i).getResource();
      if (resource != null && !ReadTypes.isRead(resource.fhirType())) {
        types.add(resource.fhirType());
        if (isEach) {
          findings.add(notUsed(Entries.path(i) + ".resource", resource.fhirType()));
        }
      }
    }
    if (!isEach && !types.isEmpty()) {
      findings.add(notUsed("Bundle.entry", String.join(", ", types)));
    }
    return findings;
  }

  private static Finding notUsed(String path, String types) {
    return Finding.info(
        "fhir.not-used",
        path,
        "已保存，但清单不使用此类型：" + types,
        "stored, but not used for lists: " + types);
  }

  @Override
  public final String format() {
    return FORMAT;
  }

  @Override
  public final Reading read(byte[] frame, Instant receivedAt) {
    Known known = read(frame, receivedAt, Optional.empty());
    if (known.messages().isEmpty()) {
      Finding reason = known.findings().stream().filter(Finding::isError).findFirst().orElseThrow();
      return new Reading(
          List.of(new Reading.Refused(start(frame), reason)),
          known.resource().map(one -> List.of(reply(one, known.findings()))).orElse(List.of()),
          known.findings());
    }
    return new Reading(
        List.of(new Reading.Readable(known.messages().get(0))),
        List.of(reply(known.resource().orElseThrow(), known.findings())),
        known.findings());
  }

  private static byte[] reply(Resource resource, List<Finding> findings) {
    return Replies.written(
        resource instanceof Bundle bundle
            ? Replies.bundle(bundle, findings, 0, Wanted.OUTCOME)
            : Issues.outcome(findings),
        Form.JSON);
  }

  private static byte[] start(byte[] frame) {
    return Arrays.copyOf(frame, Math.min(frame.length, KEPT_OF_REFUSED));
  }

  @Override
  public final Reading refuse(byte[] start, Finding reason) {
    return new Reading(
        List.of(new Reading.Refused(start(start), reason)), List.of(), List.of(reason));
  }

  /**
   * What FHIR answers to the frame, as JSON: a response Bundle or an OperationOutcome.
   *
   * @throws IllegalArgumentException if the numbers differ
   */
  @Override
  public final byte[] answer(Reading reading, List<Verdict> verdicts) {
    if (verdicts.size() != reading.messages().size()) {
      throw new IllegalArgumentException("one verdict for each message");
    }
    Optional<Verdict> notTaken =
        verdicts.stream().filter(one -> one.kind() != Verdict.Kind.ACCEPTED).findFirst();
    if (notTaken.isPresent()) {
      boolean mayBeSentAgain = notTaken.get().kind() == Verdict.Kind.ERROR;
      return Replies.written(
          Issues.outcome(
              mayBeSentAgain ? 503 : 409,
              notTaken.get().reason().orElse(new Text("未保存", "not stored"))),
          Form.JSON);
    }
    return reading.envelope().isEmpty()
        ? Replies.written(Issues.outcome(reading.findings()), Form.JSON)
        : reading.envelope().get(0);
  }

  /**
   * As UTF-8. What an XML declaration says of the encoding was meant for the bytes that the
   * transport decoded, so it is made true.
   */
  @Override
  public final byte[] bytes(String text) {
    Matcher declared = DECLARED_ENCODING.matcher(text);
    String encoded =
        declared.lookingAt()
            ? text.substring(0, declared.start(1)) + "UTF-8" + text.substring(declared.end(1))
            : text;
    return encoded.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public final int maxBytes() {
    return maxBytes;
  }

  @Override
  public final byte[] capabilities(Form form, String base) {
    return Replies.written(Capabilities.of(base, FORMATS, version, since), form);
  }

  @Override
  public final Outcome read(Request request) {
    Optional<Finding> wrong = wrong(request);
    if (wrong.isPresent()) {
      return refused(request, List.of(wrong.get()));
    }
    Optional<String> condition = condition(request);
    Optional<String> controlId =
        request.method().equals("PUT")
            ? Optional.of(Head.byId(request.type(), request.id()))
            : condition;
    Known known = read(request.body(), request.receivedAt(), controlId);
    if (known.resource().isEmpty()) {
      return refused(request, known.findings());
    }
    Resource resource = known.resource().get();
    Optional<Finding> misfit = misfit(request, resource);
    return misfit.isPresent()
        ? refused(request, List.of(misfit.get()))
        : new Single(request, known, resource, condition);
  }

  private static Outcome refused(Request request, List<Finding> findings) {
    return new Refused(
        new Answer(
            Issues.status(findings),
            Map.of(),
            Replies.written(Issues.outcome(findings), request.answer())));
  }

  /** What is wrong with a request before its body is read. */
  private static Optional<Finding> wrong(Request request) {
    String type = request.type();
    if (!type.isEmpty() && !type.equals(FhirBody.BUNDLE) && !ReadTypes.ALONE.contains(type)) {
      return Optional.of(
          Finding.error(
              "fhir.unknown-type",
              "",
              "不接收此资源类型；见 /fhir/metadata",
              "resources of this type are not taken; see /fhir/metadata"));
    }
    if (request.method().equals("PUT") && type.equals(FhirBody.BUNDLE)) {
      return Optional.of(
          Finding.error("fhir.method", "", "Bundle 请用 POST", "a Bundle has to be posted"));
    }
    if (request.declared().isPresent()
        && request.body().length > 0
        && (request.declared().get() == Form.XML) != FhirBody.isXml(request.body())) {
      return Optional.of(
          Finding.error(
              "fhir.content-type",
              "",
              "请求体与 Content-Type 不符",
              "the body is not what its content type says"));
    }
    String condition = request.onlyIfNone();
    if (condition.isEmpty()) {
      return Optional.empty();
    }
    if (request.method().equals("PUT") || type.isEmpty() || type.equals(FhirBody.BUNDLE)) {
      return Optional.of(
          Finding.error(
              "fhir.condition",
              "",
              "If-None-Exist 只用于 POST 到资源类型的地址",
              "If-None-Exist goes with a POST to the URL of a resource type"));
    }
    String query = query(request);
    boolean isIdentifier = query.startsWith(IDENTIFIER);
    if (query.contains("&") || !isIdentifier && !query.startsWith(ID)) {
      return Optional.of(
          Finding.error(
              "fhir.condition",
              "",
              "If-None-Exist 只支持一个条件：identifier=体系|值 或 _id=值",
              "If-None-Exist takes one condition: identifier=system|value or _id=value"));
    }
    return query.substring(query.indexOf('=') + 1).isBlank() || isIdentifier && !query.contains("|")
        ? Optional.of(
            Finding.error(
                "fhir.condition-open",
                "",
                "条件不够明确，应为 identifier=体系|值",
                "the condition is not selective enough, expected identifier=system|value"))
        : Optional.empty();
  }

  private static String query(Request request) {
    String condition = request.onlyIfNone().strip();
    String type = request.type() + "?";
    return condition.startsWith(type)
        ? condition.substring(type.length())
        : condition.startsWith("?") ? condition.substring(1) : condition;
  }

  /** The control id that a condition means. */
  private static Optional<String> condition(Request request) {
    String query = query(request);
    if (query.isEmpty()) {
      return Optional.empty();
    }
    String value = query.substring(query.indexOf('=') + 1).strip();
    return Optional.of(
        query.startsWith(ID)
            ? Head.byId(request.type(), value)
            : Head.byIdentifier(request.type(), value));
  }

  /** What keeps a resource from being taken under the URL that it came to. */
  private static Optional<Finding> misfit(Request request, Resource resource) {
    String type = resource.fhirType();
    if (!request.type().isEmpty() && !request.type().equals(type)) {
      return Optional.of(
          Finding.error(
              "fhir.type", type, "资源类型与地址中的不同", "the type of the resource is not that of the URL"));
    }
    if (!request.id().isEmpty() && !request.id().equals(resource.getIdElement().getIdPart())) {
      return Optional.of(
          Finding.error(
              "fhir.id",
              type + ".id",
              "缺少 id，或与地址中的不同",
              "the id is missing or not that of the URL"));
    }
    if (resource instanceof Bundle bundle) {
      boolean isRequest =
          bundle.getType() == BundleType.TRANSACTION || bundle.getType() == BundleType.BATCH;
      return isRequest && !request.type().isEmpty()
          ? Optional.of(
              Finding.error(
                  "fhir.bundle-type",
                  "Bundle.type",
                  "transaction 与 batch 请发往 /fhir",
                  "a transaction or batch has to be posted to /fhir"))
          : Optional.empty();
    }
    return ReadTypes.ALONE.contains(type)
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "fhir.not-used",
                type,
                "不接收此资源类型；见 /fhir/metadata",
                "resources of this type are not taken; see /fhir/metadata"));
  }

  /** A request that can be stored. */
  private record Single(
      Request request, Known known, Resource resource, Optional<String> unlessKnown)
      implements Taken {
    @Override
    public List<RawMessage> messages() {
      return known.messages();
    }

    @Override
    public Answer stored(long arrivalNumber, boolean isUpdate) {
      if (resource instanceof Bundle bundle && request.type().isEmpty()) {
        return new Answer(
            200,
            Map.of(),
            Replies.written(
                Replies.bundle(bundle, known.findings(), arrivalNumber, request.wanted()),
                request.answer()));
      }
      boolean isPut = request.method().equals("PUT");
      return single(isPut && isUpdate ? 200 : 201, arrivalNumber, known.findings());
    }

    @Override
    public Answer known(long arrivalNumber) {
      List<Finding> findings =
          List.of(
              Finding.info(
                  "fhir.known",
                  "",
                  "符合 If-None-Exist 的资源已经收到过，未再保存",
                  "a resource that fits If-None-Exist came before; not stored again"));
      return single(200, arrivalNumber, findings);
    }

    private Answer single(int status, long arrivalNumber, List<Finding> findings) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put(
          "Location",
          request.base()
              + "/"
              + Replies.location(resource.fhirType(), request.id(), arrivalNumber, ""));
      headers.put("ETag", Replies.tag(request.id(), arrivalNumber));
      return new Answer(status, headers, body(arrivalNumber, findings));
    }

    private byte[] body(long arrivalNumber, List<Finding> findings) {
      if (request.wanted() == Wanted.MINIMAL) {
        return NOTHING;
      }
      if (request.wanted() == Wanted.REPRESENTATION) {
        Resource shown = resource.copy();
        if (request.id().isEmpty()) {
          shown.setId(String.valueOf(arrivalNumber));
        }
        return Replies.written(shown, request.answer());
      }
      OperationOutcome outcome = Issues.outcome(findings);
      return Replies.written(outcome, request.answer());
    }
  }
}
