package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;

/**
 * The coded front page (住院病案首页) in one version. A later version replaces the whole of it.
 *
 * @param codedAt when this version was coded
 */
public record FrontPage(
    List<Diagnosis> diagnoses,
    List<Procedure> procedures,
    List<IntensiveCare> intensiveCare,
    List<Transfusion> transfusions,
    LocalDateTime codedAt) {
  public FrontPage {
    diagnoses = List.copyOf(diagnoses);
    procedures = List.copyOf(procedures);
    intensiveCare = List.copyOf(intensiveCare);
    transfusions = List.copyOf(transfusions);
    Objects.requireNonNull(codedAt, "codedAt");
  }
}
