package org.duima.source.fhir4.internal.stay;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.encounter.Key;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Resource;

/** What a message says of one encounter, or of a patient without naming one. */
final class Visit {
  private final Encounter encounter;
  private final LocalDateTime time;
  private final Set<Key> keys = new LinkedHashSet<>();
  private final Map<String, List<Resource>> resources = new LinkedHashMap<>();

  /**
   * @param encounter null if the message does not hold it
   * @param time of its events
   */
  Visit(Encounter encounter, LocalDateTime time) {
    this.encounter = encounter;
    this.time = time;
    if (encounter != null) {
      add(encounter);
    }
  }

  Encounter encounter() {
    return encounter;
  }

  LocalDateTime time() {
    return time;
  }

  void add(Resource resource) {
    resources.computeIfAbsent(resource.fhirType(), type -> new ArrayList<>()).add(resource);
  }

  void add(List<Key> more) {
    keys.addAll(more);
  }

  List<Key> keys() {
    return List.copyOf(keys);
  }

  /** The resources of a type, in the order of the message. */
  List<Resource> of(String type) {
    return resources.getOrDefault(type, List.of());
  }

  /** All resources, by type. */
  Map<String, List<Resource>> resources() {
    return resources;
  }
}
