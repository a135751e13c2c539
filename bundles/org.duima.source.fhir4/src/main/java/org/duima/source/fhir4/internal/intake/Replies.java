package org.duima.source.fhir4.internal.intake;

import ca.uhn.fhir.parser.IParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duima.api.Finding;
import org.duima.api.receive.RestReader.Form;
import org.duima.api.receive.RestReader.Wanted;
import org.duima.source.fhir4.internal.FhirR4;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** Answers to a message that was taken. The same message gets the same answer. */
final class Replies {
  private static final String NAME = "Duima";
  private static final String ENDPOINT = "urn:duima";

  private Replies() {}

  /**
   * What an answer calls a resource.
   *
   * @param id that the sender gave it, empty if none
   * @param arrivalNumber of its message
   * @param suffix tells the resources of a message apart
   */
  static String location(String type, String id, long arrivalNumber, String suffix) {
    return id.isEmpty()
        ? type + "/" + arrivalNumber + suffix + "/_history/1"
        : type + "/" + id + "/_history/" + arrivalNumber;
  }

  /** The version that {@link #location} names. */
  static String tag(String id, long arrivalNumber) {
    return "W/\"" + (id.isEmpty() ? 1 : arrivalNumber) + "\"";
  }

  /**
   * The answer to a Bundle.
   *
   * @param arrivalNumber 0 where it is not known; the answer then says no locations
   */
  static Resource bundle(Bundle bundle, List<Finding> findings, long arrivalNumber, Wanted wanted) {
    return switch (bundle.getType()) {
      case TRANSACTION, BATCH -> entries(bundle, findings, arrivalNumber, wanted);
      case MESSAGE -> message(bundle, findings, wanted);
      default -> Issues.outcome(findings);
    };
  }

  private static Bundle entries(
      Bundle bundle, List<Finding> findings, long arrivalNumber, Wanted wanted) {
    Bundle answer = new Bundle();
    answer.setType(
        bundle.getType() == BundleType.BATCH
            ? BundleType.BATCHRESPONSE
            : BundleType.TRANSACTIONRESPONSE);
    Map<String, List<Finding>> byEntry = new HashMap<>();
    for (Finding finding : findings) {
      String entry = Entries.entryOf(finding.path());
      // there is one answer for each entry and none for the whole: the first tells of it
      byEntry
          .computeIfAbsent(entry.isEmpty() ? Entries.path(0) : entry, path -> new ArrayList<>())
          .add(finding);
    }
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      BundleEntryComponent entry = bundle.getEntry().get(i);
      List<Finding> own = byEntry.getOrDefault(Entries.path(i), List.of());
      BundleEntryResponseComponent response = answer.addEntry().getResponse();
      if (own.stream().anyMatch(Finding::isError)) {
        response.setStatus(status(entryStatus(own)));
        response.setOutcome(Issues.outcome(own));
        continue;
      }
      boolean isPut = entry.getRequest().getMethod() == HTTPVerb.PUT;
      response.setStatus(status(isPut ? 200 : 201));
      if (arrivalNumber > 0 && entry.hasResource()) {
        String id = isPut ? nonNull(entry.getResource().getIdElement().getIdPart()) : "";
        String type = entry.getResource().fhirType();
        response.setLocation(location(type, id, arrivalNumber, "-" + i));
        response.setEtag(tag(id, arrivalNumber));
      }
      if (!own.isEmpty() && wanted != Wanted.MINIMAL) {
        response.setOutcome(Issues.outcome(own));
      }
    }
    return answer;
  }

  /** What would be answered to the entry if it had come by itself. */
  private static int entryStatus(List<Finding> findings) {
    boolean isMethod =
        findings.stream()
            .filter(Finding::isError)
            .findFirst()
            .map(Finding::rule)
            .filter("fhir.method"::equals)
            .isPresent();
    return isMethod ? 405 : Issues.status(findings);
  }

  private static String status(int status) {
    return switch (status) {
      case 200 -> "200 OK";
      case 201 -> "201 Created";
      case 400 -> "400 Bad Request";
      case 404 -> "404 Not Found";
      case 405 -> "405 Method Not Allowed";
      case 412 -> "412 Precondition Failed";
      case 413 -> "413 Content Too Large";
      case 422 -> "422 Unprocessable Content";
      default -> String.valueOf(status);
    };
  }

  private static Bundle message(Bundle request, List<Finding> findings, Wanted wanted) {
    MessageHeader asked = (MessageHeader) request.getEntryFirstRep().getResource();
    String askedId = nonNull(asked.getIdElement().getIdPart());
    MessageHeader header = new MessageHeader();
    header.setEvent(asked.getEvent());
    header.getSource().setName(NAME).setEndpoint(ENDPOINT);
    header.getResponse().setIdentifier(askedId).setCode(ResponseType.OK);
    // a name made of the other's, so that a repeat gets the same answer
    header.setId(derived("header", askedId));
    Bundle answer = new Bundle();
    answer.setId(derived("message", askedId));
    answer.setType(BundleType.MESSAGE);
    answer.addEntry().setFullUrl(urn(header)).setResource(header);
    if (!findings.isEmpty() && wanted != Wanted.MINIMAL) {
      OperationOutcome outcome = Issues.outcome(findings);
      outcome.setId(derived("outcome", askedId));
      header.getResponse().getDetails().setReference(urn(outcome));
      answer.addEntry().setFullUrl(urn(outcome)).setResource(outcome);
    }
    return answer;
  }

  private static String derived(String what, String id) {
    return UUID.nameUUIDFromBytes((what + id).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String urn(Resource resource) {
    return "urn:uuid:" + resource.getIdElement().getIdPart();
  }

  private static String nonNull(String text) {
    return text == null ? "" : text;
  }

  /** The bytes of a resource. */
  static byte[] written(Resource resource, Form form) {
    return FhirR4.inItsOwnLoader(
            () -> {
              IParser parser =
                  form == Form.XML
                      ? FhirR4.context().newXmlParser()
                      : FhirR4.context().newJsonParser();
              parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
              return parser.encodeResourceToString(resource);
            })
        .getBytes(StandardCharsets.UTF_8);
  }
}
