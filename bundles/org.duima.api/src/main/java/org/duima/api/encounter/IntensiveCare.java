package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.Objects;
import org.duima.api.Origin;

/**
 * One stay in an intensive care ward (重症监护).
 *
 * @param wardType scs_cutd_ward_type in the source's own code
 * @param in time of entry
 * @param out time of leaving, null while the patient is still there
 */
public record IntensiveCare(String wardType, LocalDateTime in, LocalDateTime out, Origin origin) {
  public IntensiveCare {
    wardType = wardType == null ? "" : wardType;
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(origin, "origin");
  }
}
