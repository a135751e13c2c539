package org.duima.api.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Money;
import org.duima.api.mapping.SourceCode;
import org.duima.api.settlement.CodeUse;

/** Codes of lists from the coder's side of the desk. Safe for use by several threads. */
public interface CodeQueue {
  /**
   * Codes that no table decides, those that hold most lists first, then the most frequent ones. A
   * code that a standing decision covers is shown only with the lists that are still held.
   *
   * @throws StoreUnavailableException if the store cannot be reached
   */
  Open open(Filter filter);

  /** The lists that use a code which no table decides, held ones first, then the latest. */
  List<UsingList> lists(SourceCode source, int max);

  /**
   * How often each code occurs on lists discharged since a day: as the sources stated it, and as it
   * was sent.
   */
  Map<Code, Long> uses(LocalDate since);

  /**
   * Which codes to show.
   *
   * @param system null for all
   * @param department the hospital's own code, empty for all
   * @param search begin of the code or part of the name, empty for all
   * @param max rows at most
   */
  record Filter(CodeSystem system, String department, String search, int max) {}

  /**
   * A part of the queue.
   *
   * @param total how many codes pass the filter
   */
  record Open(int total, List<OpenCode> rows) {
    public Open {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A code that needs a decision. Spellings that differ in width, case or blanks are one.
   *
   * @param source in its latest spelling
   * @param outcome of the latest spelling
   * @param occurrences diagnoses and procedures
   * @param lists lists that they stand on
   * @param heldLists those of them that are held, for whatever reason
   * @param amount what the lists come to
   * @param lastSeen latest discharge, null if none is known
   * @param departments where they occur, most frequent first
   */
  record OpenCode(
      SourceCode source,
      CodeUse.Outcome outcome,
      long occurrences,
      long lists,
      long heldLists,
      Money amount,
      LocalDate lastSeen,
      List<Department> departments) {
    public OpenCode {
      departments = List.copyOf(departments);
    }
  }

  /**
   * A department that uses a code.
   *
   * @param code the hospital's own code, may be empty
   */
  record Department(String code, String name, long occurrences) {}

  /**
   * A list that uses a code.
   *
   * @param setlId empty where nothing is settled
   * @param state word for machines
   * @param dischargedOn null if not known
   * @param amount null if not known
   * @param principal whether the code is a principal one there
   */
  record UsingList(
      String setlId,
      String stayId,
      String state,
      String stateZh,
      String department,
      String departmentName,
      LocalDate dischargedOn,
      Money amount,
      boolean principal) {}
}
