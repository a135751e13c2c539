package org.duima.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.platform.Submission.Goal;
import org.duima.api.platform.Submission.State;
import org.junit.jupiter.api.Test;

/** Every state with every wish and every receipt: exactly one line of each table speaks. */
class FlowTableTest {
  /** look | state | refunded | outdated | goal | submits by itself | next call. */
  private static final String NEXT =
      """
      yes | *                                     | *   | *   | *             | *   | QUERY
      no  | UNKNOWN                               | *   | *   | *             | *   | QUERY
      no  | SUBMITTED                             | yes | *   | *             | *   | WITHDRAW
      no  | NONE/UPLOADED/RETURNED/APPROVED/REFUSED | yes | * | *             | *   | -
      no  | NONE                                  | no  | *   | *             | *   | UPLOAD
      no  | UPLOADED                              | no  | yes | *             | *   | UPLOAD
      no  | UPLOADED                              | no  | no  | SUBMIT        | *   | SUBMIT
      no  | UPLOADED                              | no  | no  | UPLOAD        | yes | SUBMIT
      no  | UPLOADED                              | no  | no  | UPLOAD        | no  | -
      no  | UPLOADED                              | no  | no  | WITHDRAW      | *   | -
      no  | RETURNED                              | no  | yes | *             | *   | UPLOAD
      no  | RETURNED                              | no  | no  | SUBMIT        | *   | SUBMIT
      no  | RETURNED                              | no  | no  | WITHDRAW      | *   | WITHDRAW
      no  | RETURNED                              | no  | no  | UPLOAD        | *   | -
      no  | SUBMITTED                             | no  | yes | *             | *   | WITHDRAW
      no  | SUBMITTED                             | no  | no  | WITHDRAW      | *   | WITHDRAW
      no  | SUBMITTED                             | no  | no  | UPLOAD/SUBMIT | *   | QUERY
      no  | APPROVED/REFUSED                      | no  | *   | *             | *   | -
      """;

  /** call | receipt | state before | state after. */
  private static final String AFTER =
      """
      SIGN_IN/QUERY          | accepted/data/ask/configuration/busy/state/silent/unsent | *       | same
      UPLOAD                 | accepted                  | *       | UPLOADED
      SUBMIT                 | accepted                  | *       | SUBMITTED
      WITHDRAW               | accepted                  | *       | UPLOADED
      UPLOAD/SUBMIT/WITHDRAW | data/ask                  | *       | REFUSED
      UPLOAD/SUBMIT/WITHDRAW | configuration/busy/unsent | *       | same
      UPLOAD/SUBMIT/WITHDRAW | state/silent              | *       | UNKNOWN
      QUERY                  | absent  | NONE/UPLOADED/SUBMITTED/APPROVED/RETURNED/UNKNOWN | NONE
      QUERY                  | held-0  | NONE/UPLOADED/SUBMITTED/APPROVED/RETURNED/UNKNOWN | UPLOADED
      QUERY                  | held-1  | NONE/UPLOADED/SUBMITTED/APPROVED/RETURNED/UNKNOWN | SUBMITTED
      QUERY                  | held-3  | NONE/UPLOADED/SUBMITTED/APPROVED/RETURNED/UNKNOWN | RETURNED
      QUERY                  | held-2  | *                                                 | APPROVED
      QUERY                  | absent/held-0/held-1/held-3 | REFUSED                         | REFUSED
      """;

  private static final Map<String, Receipt> RECEIPTS = new LinkedHashMap<>();

  static {
    RECEIPTS.put("accepted", new Receipt.Accepted("", ""));
    for (Receipt.Kind kind : Receipt.Kind.values()) {
      RECEIPTS.put(kind.name().toLowerCase(), new Receipt.Refused(kind, "-1", ""));
    }
    RECEIPTS.put("silent", new Receipt.Unknown(true, "timed out"));
    RECEIPTS.put("unsent", new Receipt.Unknown(false, "no connection"));
  }

  private static final Map<String, Receipt> HELD =
      Map.of(
          "absent", new Receipt.Held(false, false, -1, ""),
          "held-0", new Receipt.Held(true, false, 0, ""),
          "held-1", new Receipt.Held(true, false, 1, ""),
          "held-2", new Receipt.Held(true, false, 2, ""),
          "held-3", new Receipt.Held(true, true, 3, ""));

  /** The last cell of the one line whose other cells fit. */
  private static String only(String table, Object... values) {
    List<String> found = new ArrayList<>();
    for (String line : table.lines().toList()) {
      String[] cells = line.split("\\|");
      boolean fits = true;
      for (int i = 0; i < values.length; i++) {
        Set<String> allowed = Set.of(cells[i].trim().split("/"));
        fits &= allowed.contains("*") || allowed.contains(word(values[i]));
      }
      if (fits) {
        found.add(cells[values.length].trim());
      }
    }
    assertThat(found).as("lines for %s", List.of(values)).hasSize(1);
    return found.get(0);
  }

  private static String word(Object value) {
    return value instanceof Boolean yes ? (yes ? "yes" : "no") : value.toString();
  }

  private static Submission submission(
      State state, Goal goal, boolean outdated, boolean retired, boolean look) {
    return SubmissionFlowTest.submission(state, 2, outdated ? 1 : 2, goal, retired).looking(look);
  }

  @Test
  void whatComesNext() {
    for (State state : State.values()) {
      for (Goal goal : Goal.values()) {
        for (int bits = 0; bits < 16; bits++) {
          boolean outdated = (bits & 1) > 0;
          boolean retired = (bits & 2) > 0;
          boolean look = (bits & 4) > 0;
          boolean auto = (bits & 8) > 0;
          Submission submission = submission(state, goal, outdated, retired, look);
          String expected = only(NEXT, look, state, retired, outdated, goal, auto);
          assertThat(new SubmissionFlow(auto).next(submission).map(Enum::name).orElse("-"))
              .as("%s %s outdated=%s retired=%s look=%s", state, goal, outdated, retired, look)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whereEachReceiptLeads() {
    for (CallKind call : CallKind.values()) {
      Map<String, Receipt> receipts = new LinkedHashMap<>(RECEIPTS);
      if (call == CallKind.QUERY) {
        receipts.putAll(HELD);
      }
      for (Map.Entry<String, Receipt> receipt : receipts.entrySet()) {
        for (State state : State.values()) {
          for (Goal goal : Goal.values()) {
            for (boolean outdated : new boolean[] {true, false}) {
              Submission before = submission(state, goal, outdated, false, false);
              String expected = only(AFTER, call, receipt.getKey(), state);
              assertThat(new SubmissionFlow(false).after(before, call, receipt.getValue()).state())
                  .as("%s of %s answered %s", call, state, receipt.getKey())
                  .isEqualTo(expected.equals("same") ? state : State.valueOf(expected));
            }
          }
        }
      }
    }
  }

  @Test
  void nothingIsSentOverASubmittedOrApprovedList() {
    for (Goal goal : Goal.values()) {
      for (int bits = 0; bits < 8; bits++) {
        SubmissionFlow flow = new SubmissionFlow((bits & 4) > 0);
        for (State state : List.of(State.SUBMITTED, State.APPROVED)) {
          assertThat(flow.next(submission(state, goal, (bits & 1) > 0, (bits & 2) > 0, false)))
              .isNotIn(
                  java.util.Optional.of(CallKind.UPLOAD), java.util.Optional.of(CallKind.SUBMIT));
        }
      }
    }
  }

  private static Submission queried(Submission before, int stasType, boolean equal) {
    return new SubmissionFlow(true)
        .after(before, CallKind.QUERY, new Receipt.Held(true, equal, stasType, ""));
  }

  @Test
  void aDifferenceIsSentAgainOnlyIfItIsNotKnownThatTheVersionArrived() {
    Submission lost = submission(State.UNKNOWN, Goal.UPLOAD, true, false, false);
    assertThat(queried(lost, 0, false).isOutdated()).isTrue();
    assertThat(queried(lost, 0, true).isOutdated()).isFalse();
    Submission arrived = submission(State.UNKNOWN, Goal.UPLOAD, false, false, false);
    assertThat(queried(arrived, 1, false).isOutdated()).isFalse();
    Submission watched = submission(State.SUBMITTED, Goal.SUBMIT, false, false, false);
    assertThat(queried(watched, 1, false).isOutdated()).isFalse();
    Submission corrected = submission(State.UPLOADED, Goal.UPLOAD, true, false, true);
    assertThat(queried(corrected, 0, false).isOutdated()).isTrue();
  }

  @Test
  void whatSomebodyTookBackAtThePlatformIsNotSubmittedAgainByItself() {
    Submission back =
        queried(submission(State.SUBMITTED, Goal.SUBMIT, false, false, false), 0, true);
    assertThat(back.state()).isEqualTo(State.UPLOADED);
    assertThat(new SubmissionFlow(true).next(back)).isEmpty();
  }

  @Test
  void anAnsweredLookIsOverAndAFailedOneIsTriedAgain() {
    Submission asked = submission(State.APPROVED, Goal.SUBMIT, false, false, true);
    assertThat(queried(asked, 2, true).look()).isFalse();
    Submission silent =
        new SubmissionFlow(true).after(asked, CallKind.QUERY, RECEIPTS.get("silent"));
    assertThat(silent.look()).isTrue();
    assertThat(silent.state()).isEqualTo(State.APPROVED);
    assertThat(silent.attempts()).isEqualTo(1);
  }

  @Test
  void anUploadThatIsLostTimeAndAgainWaitsLongerEachTime() {
    SubmissionFlow flow = new SubmissionFlow(true);
    Submission list = SubmissionFlowTest.submission(State.NONE, 1, 0);
    for (int lost = 1; lost <= 5; lost++) {
      list = flow.after(list, CallKind.UPLOAD, RECEIPTS.get("silent"));
      list = flow.after(list, CallKind.QUERY, HELD.get("absent"));
      assertThat(list.attempts()).isEqualTo(lost);
    }
    assertThat(flow.after(list, CallKind.UPLOAD, RECEIPTS.get("accepted")).attempts()).isZero();
  }
}
