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
 * never touched. After silence the platform is asked before anything is sent again. A submitted
 * list with nothing else to do is looked after: only a query tells that it was approved or
 * returned.
 */
final class SubmissionFlow {
  private final boolean autoSubmit;

  SubmissionFlow(boolean autoSubmit) {
    this.autoSubmit = autoSubmit;
  }

  Optional<CallKind> next(Submission s) {
    if (s.state() == State.UNKNOWN || s.look()) {
      return Optional.of(CallKind.QUERY);
    }
    if (s.retired()) {
      return s.state() == State.SUBMITTED ? Optional.of(CallKind.WITHDRAW) : Optional.empty();
    }
    return switch (s.state()) {
      case NONE -> Optional.of(CallKind.UPLOAD);
      case UPLOADED -> {
        if (s.isOutdated()) {
          yield Optional.of(CallKind.UPLOAD);
        }
        boolean submit = s.goal() == Goal.SUBMIT || autoSubmit && s.goal() == Goal.UPLOAD;
        yield submit ? Optional.of(CallKind.SUBMIT) : Optional.empty();
      }
      case RETURNED -> {
        if (s.isOutdated()) {
          yield Optional.of(CallKind.UPLOAD);
        }
        yield switch (s.goal()) {
          case SUBMIT -> Optional.of(CallKind.SUBMIT);
          case WITHDRAW -> Optional.of(CallKind.WITHDRAW);
          case UPLOAD -> Optional.empty();
        };
      }
      case SUBMITTED ->
          s.isOutdated() || s.goal() == Goal.WITHDRAW
              ? Optional.of(CallKind.WITHDRAW)
              : Optional.of(CallKind.QUERY);
      case APPROVED, REFUSED -> Optional.empty();
      case UNKNOWN -> Optional.of(CallKind.QUERY);
    };
  }

  /** Whether a call only looks after a submitted list, which has time. */
  static boolean isWatch(Submission s, CallKind next) {
    return next == CallKind.QUERY && s.state() == State.SUBMITTED && !s.look();
  }

  Submission after(Submission s, CallKind call, Receipt receipt) {
    if (receipt instanceof Receipt.Unknown unknown) {
      boolean changesNothing = !unknown.sent() || isQuestion(call);
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
      // A look that the sign-in came before is still to come.
      case SIGN_IN ->
          with(s, s.state(), 0).looking(next(s).filter(n -> isWatch(s, n)).isPresent() || s.look());
      case QUERY -> with(s, s.state(), 0).looking(false);
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

  /** A question leaves the list as it is, answered or not. */
  private static boolean isQuestion(CallKind call) {
    return call == CallKind.SIGN_IN || call == CallKind.QUERY;
  }

  private static Submission afterRefusal(Submission s, CallKind call, Receipt.Refused refused) {
    if (isQuestion(call)) {
      return with(s, s.state(), s.attempts() + 1);
    }
    return switch (refused.kind()) {
      case CONFIGURATION, BUSY -> with(s, s.state(), s.attempts() + 1);
      // Our belief about the state was wrong: ask what it is.
      case STATE -> with(s, State.UNKNOWN, s.attempts() + 1);
      case DATA, ASK -> with(s, State.REFUSED, 0);
    };
  }

  private Submission afterQuery(Submission s, Receipt.Held held) {
    Submission known = s.state() == State.UNKNOWN ? afterSilence(s, held) : afterLook(s, held);
    Submission answered = known.looking(false);
    // What failed and is tried again waits a little longer each time.
    boolean settled = next(answered).filter(call -> call != CallKind.QUERY).isEmpty();
    return settled ? with(answered, answered.state(), 0) : answered;
  }

  private static Submission afterSilence(Submission s, Receipt.Held held) {
    if (!held.present()) {
      return s.with(State.NONE, s.goal(), 0, s.attempts(), s.reference());
    }
    // A version that the platform is known to have taken is not sent again for being shown
    // otherwise.
    boolean taken = held.equal() || !s.isOutdated();
    return s.with(
        stateOf(held), s.goal(), taken ? s.listVersion() : 0, s.attempts(), reference(s, held));
  }

  /** Somebody only wanted to know: a difference is shown, and nothing is sent because of it. */
  private static Submission afterLook(Submission s, Receipt.Held held) {
    if (!held.present()) {
      boolean refused = s.state() == State.REFUSED;
      return s.with(refused ? s.state() : State.NONE, s.goal(), 0, s.attempts(), s.reference());
    }
    State state = stateOf(held);
    boolean staysRefused = s.state() == State.REFUSED && state != State.APPROVED && !s.retired();
    // Somebody took it back at the platform itself: it is not submitted again by itself.
    boolean takenBack = s.state() == State.SUBMITTED && state == State.UPLOADED;
    return s.with(
        staysRefused ? State.REFUSED : state,
        takenBack ? Goal.WITHDRAW : s.goal(),
        held.equal() ? s.listVersion() : s.uploadedVersion(),
        s.attempts(),
        reference(s, held));
  }

  private static State stateOf(Receipt.Held held) {
    return switch (held.stasType()) {
      case 1 -> State.SUBMITTED;
      case 2 -> State.APPROVED;
      case 3 -> State.RETURNED;
      default -> State.UPLOADED;
    };
  }

  private static String reference(Submission s, Receipt.Held held) {
    return held.reference().isEmpty() ? s.reference() : held.reference();
  }

  private static Submission with(Submission s, State state, int attempts) {
    return s.with(state, s.goal(), s.uploadedVersion(), attempts, s.reference());
  }
}
