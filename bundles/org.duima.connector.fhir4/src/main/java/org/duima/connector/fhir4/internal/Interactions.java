package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListContent;

/** A delivery as a transaction that may be repeated. Safe for use by several threads. */
final class Interactions {
  /** stas_type of the states that have one. */
  private static final Map<Submission.State, String> STATE_CODES =
      Map.of(
          Submission.State.UPLOADED, "0",
          Submission.State.SUBMITTED, "1",
          Submission.State.APPROVED, "2",
          Submission.State.RETURNED, "3");

  private final ClaimWriter claims;

  Interactions(ClaimWriter claims) {
    this.claims = claims;
  }

  /** The type of resource that tells a delivery. */
  static String type(Delivery delivery) {
    return delivery.subject() == Delivery.Subject.ANSWER ? "ClaimResponse" : "Claim";
  }

  /** A Bundle of type transaction, and where the list's fields stand in its resource. */
  Rendered transaction(Delivery delivery) {
    ListContent content = WireContent.of(delivery);
    Rendered resource =
        delivery.subject() == Delivery.Subject.ANSWER
            ? new Rendered(answer(delivery, content), List.of())
            : claims.write(delivery, content);
    ObjectNode bundle = Json.object();
    bundle.put("resourceType", "Bundle");
    bundle.putObject("identifier").put("system", Systems.DELIVERY).put("value", delivery.id());
    bundle.put("type", "transaction");
    bundle.put("timestamp", Times.instant(delivery.arisenAt()));
    ObjectNode entry = bundle.putArray("entry").addObject();
    entry.put(
        "fullUrl",
        "urn:uuid:" + UUID.nameUUIDFromBytes(delivery.id().getBytes(StandardCharsets.UTF_8)));
    entry.set("resource", resource.resource());
    ObjectNode request = entry.putObject("request");
    if (delivery.subject() == Delivery.Subject.ANSWER) {
      request.put("method", "POST");
      request.put("url", "ClaimResponse");
      request.put("ifNoneExist", token(Systems.DELIVERY, delivery.id()));
    } else {
      request.put("method", "PUT");
      request.put("url", "Claim?" + token(Systems.SETTLEMENT, delivery.setlId()));
    }
    return new Rendered(bundle, resource.written());
  }

  /** A search parameter. */
  static String token(String system, String value) {
    return "identifier="
        + URLEncoder.encode(system + "|" + value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static ObjectNode answer(Delivery delivery, ListContent content) {
    ObjectNode response = Json.object();
    response.put("resourceType", "ClaimResponse");
    String code = STATE_CODES.get(delivery.state());
    if (code != null) {
      response
          .putArray("extension")
          .addObject()
          .put("url", Systems.EXTENSION + "stas-type")
          .putObject("valueCoding")
          .put("system", Systems.STATE)
          .put("code", code)
          .put("display", delivery.state().zh());
    }
    ClaimParts.identifier(response.putArray("identifier"), Systems.DELIVERY, delivery.id());
    if (!delivery.reference().isEmpty()) {
      ClaimParts.identifier(
          response.withArrayProperty("identifier"), Systems.LIST, delivery.reference());
    }
    response.put("status", "active");
    ClaimParts.coded(response.putObject("type"), Systems.CLAIM_TYPE, "institutional");
    response.put("use", "claim");
    reference(response.putObject("patient"), "Patient", Systems.PERSON, content.info("psn_no"));
    response.put("created", Times.instant(delivery.arisenAt()));
    reference(
        response.putObject("insurer"),
        "Organization",
        Systems.INSURED_PLACE,
        content.info("insuplc"));
    reference(response.putObject("request"), "Claim", Systems.SETTLEMENT, delivery.setlId());
    String outcome = outcome(delivery.state());
    response.put("outcome", outcome);
    String told = delivery.told() == null ? "" : delivery.told();
    response.put(
        "disposition", told.isEmpty() ? delivery.state().zh() : delivery.state().zh() + "：" + told);
    if (outcome.equals("error")) {
      response
          .putArray("error")
          .addObject()
          .putObject("code")
          .put("text", told.isEmpty() ? delivery.state().zh() : told);
    }
    return response;
  }

  private static String outcome(Submission.State state) {
    return switch (state) {
      case APPROVED -> "complete";
      case RETURNED, REFUSED -> "error";
      case NONE, UPLOADED, SUBMITTED, UNKNOWN -> "queued";
    };
  }

  private static void reference(ObjectNode reference, String type, String system, String value) {
    reference.put("type", type);
    if (value.isEmpty()) {
      reference
          .putArray("extension")
          .addObject()
          .put("url", Systems.ABSENT)
          .put("valueCode", "unknown");
    } else {
      reference.putObject("identifier").put("system", system).put("value", value);
    }
  }
}
