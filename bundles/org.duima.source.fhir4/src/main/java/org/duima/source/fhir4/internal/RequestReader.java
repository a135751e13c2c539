package org.duima.source.fhir4.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.duima.api.Origin;
import org.duima.api.alert.OrderRequest;
import org.duima.api.encounter.OrderLine;
import org.duima.api.site.Site;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Resource;

/** Makes a question about orders of a CDS Hooks request. For use by one thread, once. */
final class RequestReader {
  static final String FAMILY = "cds-hooks";

  private static final Set<String> ORDERS =
      Set.of("MedicationRequest", "ServiceRequest", "DeviceRequest");
  private static final String MEDICATION = "Medication";

  private final FhirR4 fhir;
  private final CdsService service;
  private final Envelope envelope;
  private final Site site;
  private final Function<String, Optional<String>> timesPerDay;
  private final Findings findings;
  private final Map<String, Medication> medications = new HashMap<>();

  /** An order that was read, not a line yet. */
  private record Draft(Cut cut, Resource resource) {}

  /**
   * @param timesPerDay the hospital's table of how often a day
   */
  RequestReader(
      FhirR4 fhir,
      CdsService service,
      Envelope envelope,
      Site site,
      Function<String, Optional<String>> timesPerDay,
      Findings findings) {
    this.timesPerDay = timesPerDay;
    this.fhir = fhir;
    this.service = service;
    this.envelope = envelope;
    this.site = site;
    this.findings = findings;
  }

  OrderRequest request(Instant cameAt) {
    LocalDateTime at = LocalDateTime.ofInstant(cameAt, site.zone());
    List<Draft> drafts = new ArrayList<>();
    for (Cut cut : envelope.drafts()) {
      if (cut.type().equals(MEDICATION)) {
        remember(cut);
      } else if (ORDERS.contains(cut.type())) {
        fhir.read(cut, findings).ifPresent(resource -> drafts.add(new Draft(cut, resource)));
      } else {
        String type = Words.plain(cut.type());
        findings.warn(
            "cds.not-judged",
            cut.path(),
            type + " 不在检查范围内",
            type + " is not of a kind that is judged");
      }
    }
    List<Draft> before = new ArrayList<>();
    VisitReader visit = new VisitReader(envelope, site, at, findings);
    visit.read(prefetched(before));
    String department = visit.department();
    OrderReader orders = new OrderReader(site.zone(), medications, timesPerDay, findings);
    List<OrderLine> lines = lines(drafts, orders, department, new HashSet<>());
    Set<String> ids = new HashSet<>();
    lines.forEach(line -> ids.add(line.id()));
    return new OrderRequest(
        envelope.hookInstance(),
        FAMILY,
        service.scene(),
        visit.institution(),
        at,
        visit.keys(),
        department,
        References.id(envelope.userId()),
        visit.stated(),
        lines,
        // an order that is signed again is not earlier than itself
        lines(before, orders, department, ids),
        new LinkedHashSet<>(envelope.selections()));
  }

  private List<VisitReader.Placed> prefetched(List<Draft> before) {
    Set<String> facts = VisitReader.types();
    List<VisitReader.Placed> read = new ArrayList<>();
    for (Cut cut : envelope.prefetch()) {
      if (cut.type().equals(MEDICATION)) {
        remember(cut);
      } else if (ORDERS.contains(cut.type())) {
        fhir.read(cut, findings).ifPresent(resource -> before.add(new Draft(cut, resource)));
      } else if (facts.contains(cut.type())) {
        fhir.read(cut, findings)
            .ifPresent(resource -> read.add(new VisitReader.Placed(resource, origin(cut))));
      }
    }
    return read;
  }

  private void remember(Cut cut) {
    Optional<Resource> read = fhir.read(cut, findings);
    if (read.isPresent() && read.get() instanceof Medication medication) {
      if (medication.getIdElement().hasIdPart()) {
        medications.put(MEDICATION + "/" + medication.getIdElement().getIdPart(), medication);
      }
      if (!cut.fullUrl().isEmpty()) {
        medications.put(cut.fullUrl(), medication);
      }
    }
  }

  private Origin origin(Cut cut) {
    return new Origin(0, service.hook() + " " + envelope.hookInstance(), cut.path());
  }

  /**
   * @param taken ids that are used already
   */
  private List<OrderLine> lines(
      List<Draft> drafts, OrderReader orders, String department, Set<String> taken) {
    List<OrderLine> lines = new ArrayList<>();
    for (Draft draft : drafts) {
      String id = id(draft);
      if (taken.add(id)) {
        findings.guard(
            draft.cut().path(),
            () ->
                orders
                    .line(draft.resource(), id, origin(draft.cut()), department)
                    .ifPresent(lines::add));
      } else if (draft.cut().path().startsWith("context.")) {
        findings.warn(
            "cds.duplicate", draft.cut().path(), "id 重复，未检查", "the id comes twice; not judged");
      }
    }
    return lines;
  }

  /** {@code Type/id}; the full URL or the place in the request where there is no id. */
  private static String id(Draft draft) {
    String id = draft.resource().getIdElement().getIdPart();
    if (id != null && !id.isBlank()) {
      return draft.cut().type() + "/" + id;
    }
    return draft.cut().fullUrl().isEmpty()
        ? draft.cut().path()
        : References.local(draft.cut().fullUrl());
  }
}
