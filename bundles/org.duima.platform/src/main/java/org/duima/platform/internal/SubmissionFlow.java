package org.duima.platform.internal;

import java.util.Optional;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.platform.Submission.Goal;
import org.duima.api.platform.Submission.State;

/**
 * What may be done with a list in which state. An unsubmitted or returned list (0, 3) is
 * overwritten by an upload; a submitted one (1) must first be taken back; an approved one (2) is
 * never touched. After silence the platform is asked before anything is sent again.
 */
final class SubmissionFlow {
  private final boolean autoSubmit;

  SubmissionFlow(boolean autoSubmit) {
    this.autoSubmit = autoSubmit;
  }

  Optional<CallKind> next(Submission s) {
    if (s.state() == State.UNKNOWN) {
      return Optional.of(CallKind.QUERY);
    }
    if (s.retired()) {
      return s.state() == State.SUBMITTED ? Optional.of(CallKind.WITHDRAW) : Optional.empty();
    }
    return switch (s.state()) {
      case NONE -> Optional.of(CallKind.UPLOAD);
      case UPLOADED -> {
        if (isOutdated(s)) {
          yield Optional.of(CallKind.UPLOAD);
        }
        boolean submit = s.goal() == Goal.SUBMIT || autoSubmit && s.goal() == Goal.UPLOAD;
        yield submit ? Optional.of(CallKind.SUBMIT) : Optional.empty();
      }
      case RETURNED -> {
        if (isOutdated(s)) {
          yield Optional.of(CallKind.UPLOAD);
        }
        yield switch (s.goal()) {
          case SUBMIT -> Optional.of(CallKind.SUBMIT);
          case WITHDRAW -> Optional.of(CallKind.WITHDRAW);
          case UPLOAD -> Optional.empty();
        };
      }
      case SUBMITTED ->
          isOutdated(s) || s.goal() == Goal.WITHDRAW
              ? Optional.of(CallKind.WITHDRAW)
              : Optional.empty();
      case APPROVED, REFUSED -> Optional.empty();
      case UNKNOWN -> Optional.of(CallKind.QUERY);
    };
  }

  private static boolean isOutdated(Submission s) {
    return s.listVersion() != s.uploadedVersion();
  }

  Submission after(Submission s, CallKind call, Receipt receipt) {
    if (receipt instanceof Receipt.Unknown unknown) {
      boolean changesNothing = !unknown.sent() || call == CallKind.SIGN_IN;
      return with(s, changesNothing ? s.state() : State.UNKNOWN, s.attempts() + 1);
    }
    if (receipt instanceof Receipt.Refused refused) {
      return afterRefusal(s, call, refused);
    }
    if (receipt instanceof Receipt.Held held) {
      return afterQuery(s, held);
    }
    Receipt.Accepted accepted = (Receipt.Accepted) receipt;
    return switch (call) {
      case SIGN_IN, QUERY -> with(s, s.state(), 0);
      case UPLOAD ->
          s.with(
              State.UPLOADED,
              s.goal() == Goal.WITHDRAW ? Goal.UPLOAD : s.goal(),
              s.listVersion(),
              0,
              accepted.reference().isEmpty() ? s.reference() : accepted.reference());
      case SUBMIT -> with(s, State.SUBMITTED, 0);
      case WITHDRAW -> with(s, State.UPLOADED, 0);
    };
  }

  private static Submission afterRefusal(Submission s, CallKind call, Receipt.Refused refused) {
    if (call == CallKind.SIGN_IN) {
      return with(s, s.state(), s.attempts() + 1);
    }
    return switch (refused.kind()) {
      case CONFIGURATION, BUSY -> with(s, s.state(), s.attempts() + 1);
      // Our belief about the state was wrong: ask what it is.
      case STATE ->
          call == CallKind.QUERY
              ? with(s, State.UNKNOWN, s.attempts() + 1)
              : with(s, State.UNKNOWN, s.attempts());
      case DATA ->
          call == CallKind.QUERY
              ? with(s, State.UNKNOWN, s.attempts() + 1)
              : with(s, State.REFUSED, 0);
    };
  }

  private static Submission afterQuery(Submission s, Receipt.Held held) {
    if (!held.present()) {
      return s.with(State.NONE, s.goal(), 0, 0, s.reference());
    }
    State state =
        switch (held.stasType()) {
          case 1 -> State.SUBMITTED;
          case 2 -> State.APPROVED;
          case 3 -> State.RETURNED;
          default -> State.UPLOADED;
        };
    String reference = held.reference().isEmpty() ? s.reference() : held.reference();
    return s.with(state, s.goal(), held.equal() ? s.listVersion() : 0, 0, reference);
  }

  private static Submission with(Submission s, State state, int attempts) {
    return s.with(state, s.goal(), s.uploadedVersion(), attempts, s.reference());
  }
}
