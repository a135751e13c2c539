package org.duima.source.fhir4.internal.intake;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.source.fhir4.internal.FhirR4;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Resource;

/** Which Bundles are taken, and which of their entries. For use by one thread. */
final class BundleRules {
  private final Found found;

  BundleRules(Found found) {
    this.found = found;
  }

  /**
   * Judges a Bundle whose resources have been read; takes the resources out of entries of a batch
   * that are refused.
   *
   * @return whether it is taken
   */
  boolean judge(Bundle bundle) {
    if (bundle.getType() == null) {
      found.error("fhir.no-bundle-type", "Bundle.type", "缺少类型", "the type is missing");
      return false;
    }
    Resource first = bundle.getEntry().isEmpty() ? null : bundle.getEntry().get(0).getResource();
    switch (bundle.getType()) {
      case TRANSACTION, BATCH -> requests(bundle.getEntry());
      case MESSAGE -> {
        if (!(first instanceof MessageHeader)) {
          found.error(
              "fhir.message-header",
              "Bundle.entry[0].resource",
              "message 的第一个条目应为 MessageHeader",
              "the first entry of a message must be a MessageHeader");
        }
      }
      case DOCUMENT -> {
        if (!(first instanceof Composition)) {
          found.add(
              Finding.warning(
                  "fhir.composition",
                  "Bundle.entry[0].resource",
                  "document 的第一个条目应为 Composition",
                  "the first entry of a document should be a Composition"));
        }
      }
      case COLLECTION -> {
        // has no rules of its own
      }
      default -> {
        found.error(
            "fhir.bundle-type",
            "Bundle.type",
            "不接收类型 " + bundle.getType().toCode() + "：它是服务器的应答，不是要写入的内容",
            "type " + bundle.getType().toCode() + " is not taken: it is what a server answers");
        return false;
      }
    }
    if (bundle.getEntry().isEmpty() && !found.hasErrorAt("")) {
      found.error("fhir.no-entries", "Bundle.entry", "没有条目", "there are no entries");
    }
    if (bundle.getType() != BundleType.BATCH) {
      return found.list().stream().noneMatch(Finding::isError);
    }
    if (found.hasErrorAt("")) {
      return false;
    }
    List<BundleEntryComponent> entries = bundle.getEntry();
    for (int i = 0; i < entries.size(); i++) {
      if (found.hasErrorAt(Entries.path(i))) {
        entries.get(i).setResource(null);
      }
    }
    return true;
  }

  private void requests(List<BundleEntryComponent> entries) {
    Set<String> fullUrls = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      BundleEntryComponent entry = entries.get(i);
      String path = Entries.path(i);
      if (found.hasErrorAt(path)) {
        continue;
      }
      if (!entry.hasRequest() || !entry.getRequest().hasMethod()) {
        found.error(
            "fhir.entry-request",
            path + ".request",
            "缺少 request 或其 method",
            "request or its method is missing");
      } else if (entry.getRequest().getMethod() != HTTPVerb.POST
          && entry.getRequest().getMethod() != HTTPVerb.PUT) {
        found.error(
            "fhir.method",
            path + ".request.method",
            "不支持 " + entry.getRequest().getMethod().toCode() + "，只收 POST 与 PUT",
            entry.getRequest().getMethod().toCode() + " is not supported, only POST and PUT");
      } else if (!entry.hasResource()) {
        found.error("fhir.entry-resource", path + ".resource", "缺少资源", "the resource is missing");
      } else if (entry.hasFullUrl() && !fullUrls.add(entry.getFullUrl())) {
        found.error(
            "fhir.full-url",
            path + ".fullUrl",
            "fullUrl 与前面的条目相同",
            "an entry before has the same fullUrl");
      } else {
        url(entry, path);
      }
    }
  }

  private void url(BundleEntryComponent entry, String path) {
    BundleEntryRequestComponent request = entry.getRequest();
    String type = entry.getResource().fhirType();
    String url = request.hasUrl() ? request.getUrl().strip() : "";
    boolean isPut = request.getMethod() == HTTPVerb.PUT;
    String id = entry.getResource().getIdElement().getIdPart();
    boolean fits =
        isPut
            ? url.equals(type + "/" + id) || url.startsWith(type + "?identifier=")
            : url.equals(type);
    if (fits) {
      return;
    }
    String named = url.split("[/?]", 2)[0];
    if (FhirR4.context().getResourceTypes().contains(named) && named.equals(type)) {
      found.error(
          "fhir.url",
          path + ".request.url",
          isPut ? "应为 类型/id 且与资源的 id 相同，或 类型?identifier=…" : "应为资源类型",
          isPut
              ? "must be Type/id with the resource's own id, or Type?identifier=…"
              : "must be the resource type");
    } else {
      found.error(
          "fhir.url", path + ".request.url", "与资源类型不符", "does not fit the type of the resource");
    }
  }
}
