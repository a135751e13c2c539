package org.duima.api.encounter;

/**
 * Where a patient lies. Any part may be empty.
 *
 * @param departmentCode the hospital's own code of the department
 * @param departmentName its name
 * @param ward ward or point of care
 * @param bed bed
 */
public record Location(String departmentCode, String departmentName, String ward, String bed) {
  public static final Location UNKNOWN = new Location("", "", "", "");

  public Location {
    departmentCode = departmentCode == null ? "" : departmentCode;
    departmentName = departmentName == null ? "" : departmentName;
    ward = ward == null ? "" : ward;
    bed = bed == null ? "" : bed;
  }
}
