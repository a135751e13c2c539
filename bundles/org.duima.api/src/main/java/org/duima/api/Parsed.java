package org.duima.api;

import java.util.List;
import org.duima.api.encounter.EncounterEvent;

/**
 * What a message says. One message can touch several stays, or none.
 *
 * @param events in the order of the message
 * @param findings what could not be read, and why; the rest of the message still counts
 */
public record Parsed(List<EncounterEvent> events, List<Finding> findings) {
  public Parsed {
    events = List.copyOf(events);
    findings = List.copyOf(findings);
  }
}
