package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.platform.Submission.Goal;
import org.duima.api.platform.Submission.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubmissionFlowTest {
  private final SubmissionFlow manual = new SubmissionFlow(false);
  private final SubmissionFlow auto = new SubmissionFlow(true);

  static Submission submission(State state, int version, int uploaded) {
    return submission(state, version, uploaded, Goal.UPLOAD, false);
  }

  static Submission submission(State state, int version, int uploaded, Goal goal, boolean retired) {
    return new Submission(
        "SETL1",
        "PSN1",
        "MDTRT1",
        "500103",
        "H00000000001",
        "4101A",
        version,
        "{}".getBytes(StandardCharsets.UTF_8),
        uploaded,
        state,
        goal,
        retired,
        0,
        "",
        1);
  }

  @Test
  void uploadsWhatThePlatformDoesNotHave() {
    assertThat(manual.next(submission(State.NONE, 1, 0))).contains(CallKind.UPLOAD);
  }

  @Test
  void leavesSubmissionToAPersonUnlessTheSiteSaysOtherwise() {
    Submission uploaded = submission(State.UPLOADED, 1, 1);
    assertThat(manual.next(uploaded)).isEmpty();
    assertThat(auto.next(uploaded)).contains(CallKind.SUBMIT);
    assertThat(manual.next(submission(State.UPLOADED, 1, 1, Goal.SUBMIT, false)))
        .contains(CallKind.SUBMIT);
  }

  @Test
  void doesNotSubmitAgainWhatAPersonTookBack() {
    assertThat(auto.next(submission(State.UPLOADED, 1, 1, Goal.WITHDRAW, false))).isEmpty();
  }

  @Test
  void takesASubmittedListBackBeforeItUploadsAChange() {
    Submission changed = submission(State.SUBMITTED, 2, 1);
    assertThat(auto.next(changed)).contains(CallKind.WITHDRAW);
    Submission back = auto.after(changed, CallKind.WITHDRAW, new Receipt.Accepted("", ""));
    assertThat(auto.next(back)).contains(CallKind.UPLOAD);
    Submission again = auto.after(back, CallKind.UPLOAD, new Receipt.Accepted("123456789", ""));
    assertThat(auto.next(again)).contains(CallKind.SUBMIT);
    Submission done = auto.after(again, CallKind.SUBMIT, new Receipt.Accepted("", ""));
    assertThat(auto.next(done).filter(next -> !SubmissionFlow.isWatch(done, next))).isEmpty();
    assertThat(done.uploadedVersion()).isEqualTo(2);
  }

  @Test
  void neverSendsAChangeOfAnApprovedList() {
    assertThat(auto.next(submission(State.APPROVED, 3, 1))).isEmpty();
  }

  @Test
  void uploadsAChangeOverAReturnedList() {
    assertThat(auto.next(submission(State.RETURNED, 2, 1))).contains(CallKind.UPLOAD);
    assertThat(auto.next(submission(State.RETURNED, 1, 1))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = CallKind.class,
      names = {"UPLOAD", "SUBMIT", "WITHDRAW"})
  void asksAfterSilenceBeforeItSendsAgain(CallKind call) {
    Submission silent =
        auto.after(submission(State.UPLOADED, 2, 1), call, new Receipt.Unknown(true, "timed out"));
    assertThat(silent.state()).isEqualTo(State.UNKNOWN);
    assertThat(auto.next(silent)).contains(CallKind.QUERY);
  }

  @Test
  void repeatsWhatNeverLeft() {
    Submission notSent =
        auto.after(
            submission(State.NONE, 1, 0), CallKind.UPLOAD, new Receipt.Unknown(false, "refused"));
    assertThat(notSent.attempts()).isEqualTo(1);
    assertThat(auto.next(notSent)).contains(CallKind.UPLOAD);
  }

  @Test
  void sendsAgainWhatAQueryDoesNotFind() {
    Submission absent =
        auto.after(
            submission(State.UNKNOWN, 1, 0),
            CallKind.QUERY,
            new Receipt.Held(false, false, -1, ""));
    assertThat(auto.next(absent)).contains(CallKind.UPLOAD);
  }

  @Test
  void takesWhatAQueryFindsEqualAsAccepted() {
    Submission found =
        manual.after(
            submission(State.UNKNOWN, 4, 0), CallKind.QUERY, new Receipt.Held(true, true, 1, "9"));
    assertThat(found.state()).isEqualTo(State.SUBMITTED);
    assertThat(found.uploadedVersion()).isEqualTo(4);
    assertThat(found.reference()).isEqualTo("9");
  }

  @Test
  void uploadsAgainWhatAQueryFindsDifferentAndStillOpen() {
    Submission different =
        auto.after(
            submission(State.UNKNOWN, 2, 1), CallKind.QUERY, new Receipt.Held(true, false, 0, ""));
    assertThat(auto.next(different)).contains(CallKind.UPLOAD);
  }

  @Test
  void staysUnknownWhileAQueryIsNotAnswered() {
    Submission silent =
        auto.after(
            submission(State.UNKNOWN, 1, 0), CallKind.QUERY, new Receipt.Unknown(true, "silent"));
    assertThat(silent.state()).isEqualTo(State.UNKNOWN);
    assertThat(silent.attempts()).isEqualTo(1);
  }

  @Test
  void stopsAtRefusedContent() {
    Submission refused =
        auto.after(
            submission(State.NONE, 1, 0),
            CallKind.UPLOAD,
            new Receipt.Refused(Receipt.Kind.DATA, "-1", "必填"));
    assertThat(refused.state()).isEqualTo(State.REFUSED);
    assertThat(auto.next(refused)).isEmpty();
  }

  @Test
  void asksForTheStateWhenThePlatformKnowsAnother() {
    Submission other =
        auto.after(
            submission(State.UPLOADED, 2, 1),
            CallKind.UPLOAD,
            new Receipt.Refused(Receipt.Kind.STATE, "-1", "已提交"));
    assertThat(auto.next(other)).contains(CallKind.QUERY);
  }

  @Test
  void withdrawsARefundedSettlementAndSendsItNoMore() {
    assertThat(auto.next(submission(State.SUBMITTED, 1, 1, Goal.UPLOAD, true)))
        .contains(CallKind.WITHDRAW);
    assertThat(auto.next(submission(State.UPLOADED, 1, 1, Goal.UPLOAD, true))).isEmpty();
    assertThat(auto.next(submission(State.NONE, 1, 0, Goal.UPLOAD, true))).isEmpty();
  }
}
