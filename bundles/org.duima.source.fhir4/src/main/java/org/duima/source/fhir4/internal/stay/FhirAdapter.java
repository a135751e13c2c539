package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.api.spi.ReferringAdapter;
import org.duima.source.fhir4.internal.intake.FhirBody;
import org.hl7.fhir.r4.model.Resource;

/**
 * Turns resources of FHIR R4 into events of stays, by the hospital's mapping file. Which resources
 * make which events is fixed here; where each value stands is said there.
 */
public final class FhirAdapter implements ReferringAdapter {
  /** Format of its messages. */
  public static final String FORMAT = "fhir-r4";

  /** A Claim names a Procedure, that a role, that a person: how often more is fetched. */
  private static final int DEEPEST = 4;

  private final Sites sites;
  private final Supplier<Dictionaries> dictionaries;
  private final TableFiles files;

  /**
   * @param sites whose institution a sender speaks for, time zone, default editions
   * @param dictionaries value maps
   * @param files the mapping, loaded
   */
  public FhirAdapter(Sites sites, Supplier<Dictionaries> dictionaries, TableFiles files) {
    this.sites = sites;
    this.dictionaries = dictionaries;
    this.files = files;
  }

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public Parsed parse(RawMessage message, long arrivalNumber) {
    return parse(message, arrivalNumber, Others.NONE);
  }

  @Override
  public Parsed parse(RawMessage message, long arrivalNumber, Others others) {
    FhirBody.Read read = FhirBody.read(message.body());
    if (read.resource().isEmpty()) {
      return new Parsed(List.of(), read.findings());
    }
    Site site = sites.current();
    Mapping mapping = files.mapping();
    Resource root = read.resource().get();
    Graph graph = Graph.of(root);
    Fetching fetching = new Fetching(others, site, message.sender());
    for (int fetched = 0; ; fetched++) {
      graph.forgetMissed();
      Work work = new Work(site.zone(), dictionaries.get());
      Optional<String> institution = institution(message, graph, mapping, site, work);
      Parsed parsed =
          institution.isEmpty()
              ? ofNobody(work)
              : new StayReader(
                      root, graph, mapping, site, institution.get(), work, message, arrivalNumber)
                  .read();
      // which paths are followed shows only in reading; where all is there, that is once
      if (fetched == DEEPEST || !fetching.complete(graph, institution)) {
        List<Finding> findings = new ArrayList<>(read.findings());
        findings.addAll(parsed.findings());
        return new Parsed(parsed.events(), findings.stream().distinct().toList());
      }
    }
  }

  private static Parsed ofNobody(Work work) {
    work.add(
        Finding.error(
            "fhir.unknown-sender",
            "",
            "不知道这条消息属于哪家机构：请写明 urn:nhsa:fixmedins-code，或在 etc/org.duima.site.cfg 加一行"
                + " sender.发送方 = 机构编号，然后重发",
            "It is not known which institution this message belongs to: state"
                + " urn:nhsa:fixmedins-code, or add sender.SENDER = CODE to"
                + " etc/org.duima.site.cfg, and send it again"));
    return new Parsed(List.of(), work.findings());
  }

  /** The institution that a resource names, else the sender's. */
  private static Optional<String> institution(
      RawMessage message, Graph graph, Mapping mapping, Site site, Work work) {
    for (Row row : mapping.rows("institution")) {
      for (var resource : graph.resources()) {
        if (row.transform() == null || !row.resources().contains(resource.fhirType())) {
          continue;
        }
        Row.Value value =
            row.evaluate(
                List.of(new Node(resource, resource)), List.of(graph.place(resource)), graph, work);
        if (value != null && site.institutions().containsKey(value.text())) {
          return Optional.of(value.text());
        }
        if (value != null) {
          work.warn(
              "fhir.unknown-institution",
              value.place(),
              "etc/org.duima.site.cfg 没有这家机构",
              "etc/org.duima.site.cfg has no such institution");
        }
      }
    }
    return site.institutionOf(message.sender()).map(Site.Institution::code);
  }
}
