package org.duima.report.internal;

import java.time.LocalDate;
import org.duima.api.report.ReportFacts.CodedList;
import org.duima.api.settlement.CodeUse;

/** Counts of one source code with one answer. Not thread-safe. */
final class CodeCase {
  private final CodeUse use;
  private long uses;
  private long principals;
  private long lists;
  private long heldLists;
  private long fen;
  private LocalDate lastDischarged;
  private String department = "";
  private long lastList = Long.MIN_VALUE;

  CodeCase(CodeUse use) {
    this.use = use;
  }

  /** What makes two uses the same case: all but whether the code is the principal one. */
  static CodeUse key(CodeUse use) {
    return use.principal()
        ? new CodeUse(
            false,
            use.source(),
            use.sourceName(),
            use.outcome(),
            use.targetCode(),
            use.targetName(),
            use.grayAsPrincipal(),
            use.otherCode(),
            use.manyToOne(),
            use.categoryChanged(),
            use.nameDiffers(),
            use.table())
        : use;
  }

  void add(CodedList list, boolean principal) {
    uses++;
    if (principal) {
      principals++;
    }
    if (lastList == list.listId()) {
      return;
    }
    lastList = list.listId();
    lists++;
    if (list.held()) {
      heldLists++;
    }
    if (list.total() != null) {
      fen += list.total().fen();
    }
    LocalDate discharged = list.dischargedOn();
    if (discharged != null && (lastDischarged == null || !discharged.isBefore(lastDischarged))) {
      lastDischarged = discharged;
      department = list.department();
    }
  }

  CodeUse use() {
    return use;
  }

  long uses() {
    return uses;
  }

  long principals() {
    return principals;
  }

  long lists() {
    return lists;
  }

  long heldLists() {
    return heldLists;
  }

  /** Amount of the lists that have it. */
  long fen() {
    return fen;
  }

  /** Null if no list says when. */
  LocalDate lastDischarged() {
    return lastDischarged;
  }

  /** Where it was last seen. */
  String department() {
    return department;
  }
}
