package org.duima.api.alert;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duima.api.Fact;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.Procedure;

/**
 * What a system asks about, whichever way it asked.
 *
 * @param id the sender's id of the question (hookInstance, MSH-10, msgid), or one made for it
 * @param door how it came: {@code cds-hooks}, {@code hl7v2}, {@code national}
 * @param scene the moment
 * @param institution fixmedins_code, empty if it cannot be told
 * @param at the hospital's local time of the question
 * @param keys names of patient and visit, may be empty
 * @param department the hospital's code of the department that asks, may be empty
 * @param orderer the hospital's code of the physician, may be empty
 * @param stated what the request itself says of patient and visit
 * @param lines what is to be judged
 * @param earlier lines that were ordered before, as far as the request tells
 * @param selected ids of the lines that were just chosen ({@link Scene#SELECT}); empty for all
 */
public record OrderRequest(
    String id,
    String door,
    Scene scene,
    String institution,
    LocalDateTime at,
    List<Key> keys,
    String department,
    String orderer,
    Stated stated,
    List<OrderLine> lines,
    List<OrderLine> earlier,
    Set<String> selected) {
  /**
   * What a request says of patient and visit.
   *
   * @param facts by wire name in the national dictionaries' values: {@code gend, brdy, insutype,
   *     med_type, med_mdtrt_type, matn_stas, dise_no, reim_flag, adm_date, dscg_date}, and {@code
   *     medins_lv} as level 1, 2 or 3; what is absent may be known to the ledger
   * @param diagnoses of this visit, in the source's edition
   * @param procedures of this visit
   * @param allergies code or name of what the patient does not tolerate; null if nothing was said
   */
  public record Stated(
      Map<String, Fact> facts,
      List<Diagnosis> diagnoses,
      List<Procedure> procedures,
      List<String> allergies) {
    public static final Stated NOTHING = new Stated(Map.of(), List.of(), List.of(), null);

    public Stated {
      facts = Map.copyOf(facts);
      diagnoses = List.copyOf(diagnoses);
      procedures = List.copyOf(procedures);
      allergies = allergies == null ? null : List.copyOf(allergies);
    }
  }

  public OrderRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(door, "door");
    Objects.requireNonNull(scene, "scene");
    institution = institution == null ? "" : institution;
    Objects.requireNonNull(at, "at");
    keys = List.copyOf(keys);
    department = department == null ? "" : department;
    orderer = orderer == null ? "" : orderer;
    Objects.requireNonNull(stated, "stated");
    lines = List.copyOf(lines);
    earlier = List.copyOf(earlier);
    selected = Set.copyOf(selected);
  }

  /** Leaves the patient out. */
  @Override
  public String toString() {
    return "OrderRequest[" + door + " " + scene + ", " + lines.size() + " lines]";
  }
}
