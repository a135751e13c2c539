package org.duima.api.report;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.duima.api.Money;
import org.duima.api.settlement.CodeUse;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a ledger answers for reports. Rows are handed over one by one as they are read, so memory
 * does not grow with their number. All methods throw {@link
 * org.duima.api.ledger.StoreUnavailableException} if the store cannot be reached. Safe for use by
 * several threads.
 */
@ProviderType
public interface ReportFacts {
  /** Every list that has codes, once, with all its codes; in no particular order. */
  void codes(Period period, Consumer<CodedList> each);

  /**
   * Every list once, and every settlement of the finance office of which no message came; in no
   * particular order.
   */
  void lists(Period period, Consumer<ListStatus> each);

  /** What the finance office's lists cover; empty before the first import. */
  Optional<Coverage> finance();

  /**
   * Days, both included, and a department.
   *
   * @param from null for no limit
   * @param to null for no limit
   * @param department the hospital's own code, empty for all
   */
  record Period(LocalDate from, LocalDate to, String department) {
    /** Everything. */
    public static final Period ALL = new Period(null, null, "");

    public Period {
      Objects.requireNonNull(department, "department");
    }
  }

  /**
   * A list with its codes.
   *
   * @param listId number of the list in the ledger
   * @param department the hospital's own code, empty if not known
   * @param departmentName its name, empty if not known
   * @param physician code or name, empty if not known
   * @param dischargedOn null if not known
   * @param total medfee_sumamt, null if not known
   * @param held whether a check holds it now
   * @param codes never empty; equal uses may be the same object
   */
  record CodedList(
      long listId,
      String department,
      String departmentName,
      String physician,
      LocalDate dischargedOn,
      Money total,
      boolean held,
      List<CodeUse> codes) {}

  /**
   * What imported lists of settlements cover.
   *
   * @param settlements how many there are, refunded ones included
   * @param from earliest day of settlement, null if none is stated
   * @param to latest day of settlement, null if none is stated
   */
  record Coverage(long settlements, LocalDate from, LocalDate to) {
    /** Whether a day is among those that the imports cover. */
    public boolean covers(LocalDate day) {
      return day != null && from != null && !day.isBefore(from) && !day.isAfter(to);
    }
  }
}
