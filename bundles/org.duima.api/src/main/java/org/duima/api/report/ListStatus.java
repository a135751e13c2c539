package org.duima.api.report;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.Waiting;

/**
 * What the ledger knows of one list, or of a settlement of which no message came.
 *
 * @param setlId setl_id, empty before the settlement
 * @param stayId the ledger's number of the stay, 0 where no message came
 * @param mdtrtId mdtrt_id, empty if not known
 * @param department the hospital's own code, empty if not known
 * @param departmentName its name, empty if not known
 * @param physician code or name, empty if not known
 * @param dischargedOn null if not known
 * @param settledAt null if not settled
 * @param total medfee_sumamt as the messages say, null if not known
 * @param state of the list, null where no message came
 * @param reason why it is not due, empty otherwise
 * @param waitingFor what is missing while waiting
 * @param errors findings that hold it, while held
 * @param keptBy who keeps it back by hand, empty if nobody
 * @param sent what we believe the platform holds; null before the first version
 * @param uploadedVersion version that the platform took last, 0 if none
 * @param version latest version, 0 if none
 * @param finance the finance office's row of the same settlement, null if there is none
 */
public record ListStatus(
    String setlId,
    long stayId,
    String mdtrtId,
    String department,
    String departmentName,
    String physician,
    LocalDate dischargedOn,
    LocalDateTime settledAt,
    Money total,
    ListDraft.State state,
    String reason,
    List<Waiting> waitingFor,
    List<Finding> errors,
    String keptBy,
    Submission.State sent,
    int uploadedVersion,
    int version,
    FinanceRow finance) {
  public ListStatus {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(mdtrtId, "mdtrtId");
    Objects.requireNonNull(department, "department");
    Objects.requireNonNull(departmentName, "departmentName");
    Objects.requireNonNull(physician, "physician");
    Objects.requireNonNull(reason, "reason");
    waitingFor = List.copyOf(waitingFor);
    errors = List.copyOf(errors);
    Objects.requireNonNull(keptBy, "keptBy");
  }

  /** How far it has come. */
  public ListStage stage() {
    if (state == null) {
      return finance.refunded() ? ListStage.NOT_DUE : ListStage.NOT_ARRIVED;
    }
    return switch (state) {
      case NOT_DUE -> ListStage.NOT_DUE;
      case WAITING ->
          dischargedOn == null && settledAt == null ? ListStage.IN_HOSPITAL : ListStage.WAITING;
      case HELD -> ListStage.HELD;
      case READY -> sent == null ? ListStage.READY : stage(sent);
    };
  }

  private static ListStage stage(Submission.State sent) {
    return switch (sent) {
      case NONE -> ListStage.READY;
      case UPLOADED -> ListStage.UPLOADED;
      case SUBMITTED -> ListStage.SUBMITTED;
      case APPROVED -> ListStage.APPROVED;
      case RETURNED -> ListStage.RETURNED;
      case UNKNOWN -> ListStage.UNKNOWN;
      case REFUSED -> ListStage.REFUSED;
    };
  }

  /** Whether the platform holds this list as submitted or approved, whatever we want now. */
  public boolean accepted() {
    return sent == Submission.State.SUBMITTED || sent == Submission.State.APPROVED;
  }

  /** The amount to speak of: of the messages, else of the finance office; null if neither says. */
  public Money amount() {
    return total != null ? total : finance == null ? null : finance.total();
  }
}
