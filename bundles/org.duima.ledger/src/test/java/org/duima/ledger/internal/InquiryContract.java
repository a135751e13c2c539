package org.duima.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.duima.api.ledger.Inquiries.Open;
import org.duima.api.ledger.Inquiries.Progress;
import org.duima.api.ledger.Inquiries.Rows;
import org.duima.api.ledger.Inquiries.State;
import org.duima.api.platform.GroupingResult;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;
import org.duima.api.platform.InquiryAnswer.Page;
import org.duima.api.platform.PlatformCounts;
import org.duima.api.platform.QualityResult;
import org.duima.api.platform.QualityResult.Detail;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.settlement.ListDraft;
import org.junit.jupiter.api.Test;

/** Questions to the platform on any database. */
abstract class InquiryContract extends LedgerContract {
  private static final YearMonth MARCH = YearMonth.of(2026, 3);
  private static final Inquiry QUALITY =
      new Inquiry.QualityResults(Samples.HOSPITAL, MARCH, "4104");

  private long ask(Inquiry inquiry) {
    return ledger.inquiries().ask(inquiry, "office", "", "", clock.instant());
  }

  private Open leaseInquiry() {
    List<Open> due = ledger.inquiries().due("test", clock.instant(), 10, MINUTE);
    assertThat(due).hasSize(1);
    return due.get(0);
  }

  private List<Open> dueInquiries() {
    return ledger.inquiries().due("test", clock.instant(), 10, MINUTE);
  }

  private static Progress done(Open open, Rows rows) {
    return new Progress(State.DONE, open.inquiry(), open.page(), open.mark(), 0, null, rows, "");
  }

  private Progress goesOn(Open open, int page, Instant due, String note) {
    return new Progress(
        State.OPEN, open.inquiry(), page, "mark" + page, 0, due, new Rows(2, 1, 1), note);
  }

  private static InquiryAnswer quality(QualityResult... rows) {
    return new InquiryAnswer.Quality(List.of(rows), new Page(rows.length, -1, "m"));
  }

  private static QualityResult result(String setlId, String overall, Detail... details) {
    return new QualityResult(setlId, "P1", overall, "1", "0", "QC2026", "", List.of(details));
  }

  private void answerQuality(QualityResult... rows) {
    ask(QUALITY);
    Open open = leaseInquiry();
    assertThat(
            ledger
                .inquiries()
                .keep(
                    open,
                    quality(rows),
                    done(open, new Rows(rows.length, rows.length, 0)),
                    clock.instant()))
        .isTrue();
  }

  private void list(String visit, String setlId, Submission.State state) throws Exception {
    say("P" + visit, Samples.patient("P" + visit), Samples.visit(visit));
    assertThat(save(onlyDue(), Samples.draft(setlId, ListDraft.State.READY, "{}"))).isTrue();
    database("UPDATE submission SET state = '" + state + "' WHERE setl_id = '" + setlId + "'");
  }

  private void database(String sql) throws Exception {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> lists(Map<String, Object> answer) {
    return (List<Map<String, Object>>) answer.get("lists");
  }

  @Test
  void keepsAQuestionUntilItIsAnsweredPageByPage() {
    long number = ask(QUALITY);
    Open first = leaseInquiry();
    assertThat(first.inquiry()).isEqualTo(QUALITY);
    assertThat(first.page()).isEqualTo(1);
    assertThat(dueInquiries()).as("leased").isEmpty();

    assertThat(
            ledger
                .inquiries()
                .keep(
                    first,
                    quality(result("S1", "1")),
                    goesOn(first, 2, clock.instant(), ""),
                    clock.instant()))
        .isTrue();
    Open second = leaseInquiry();
    assertThat(second.page()).isEqualTo(2);
    assertThat(second.mark()).isEqualTo("mark2");
    assertThat(second.read()).isEqualTo(2);
    ledger
        .inquiries()
        .keep(second, new InquiryAnswer.Nothing(), done(second, Rows.NONE), clock.instant());

    assertThat(dueInquiries()).isEmpty();
    assertThat(ledger.inquiryView().inquiry(number).orElseThrow())
        .contains(entry("state", "done"), entry("read", 2), entry("kept", 1), entry("refused", 1))
        .containsKey("finishedAt");
    assertThat(lists(ledger.inquiryView().quality(MARCH, 10))).hasSize(1);
  }

  @Test
  void aWorkerThatStopsLeavesTheQuestionToBeAskedAgain() {
    ask(QUALITY);
    Open lost = leaseInquiry();

    clock.forward(MINUTE.plusSeconds(1));

    Open again = leaseInquiry();
    assertThat(again.number()).isEqualTo(lost.number());
    assertThat(
            ledger
                .inquiries()
                .keep(lost, quality(result("S1", "1")), done(lost, Rows.NONE), clock.instant()))
        .as("the answer of a lost lease")
        .isFalse();
    assertThat(lists(ledger.inquiryView().quality(MARCH, 10))).isEmpty();
    assertThat(
            ledger
                .inquiries()
                .keep(again, quality(result("S1", "1")), done(again, Rows.NONE), clock.instant()))
        .isTrue();
  }

  @Test
  void anEndedProcessOfAnEmbeddedDatabaseGivesItsQuestionsBackAtOnce() {
    ask(QUALITY);
    Open lost = leaseInquiry();
    ledger.endLeasesOfFormerProcess();
    if (database.dataSource().getJdbcUrl().startsWith("jdbc:h2:")) {
      assertThat(leaseInquiry().number()).isEqualTo(lost.number());
    } else {
      assertThat(dueInquiries()).isEmpty();
    }
  }

  @Test
  void askingTwiceIsOneQuestionThatIsDueAtOnce() {
    long number = ask(QUALITY);
    Open open = leaseInquiry();
    Instant later = clock.instant().plus(Duration.ofHours(1));
    Receipt busy = new Receipt.Refused(Receipt.Kind.BUSY, "HTTP 503", "");
    ledger
        .inquiries()
        .keep(
            open,
            new InquiryAnswer.Problem(busy),
            goesOn(open, 1, later, "HTTP 503"),
            clock.instant());
    assertThat(dueInquiries()).isEmpty();
    assertThat(ledger.inquiryView().inquiry(number).orElseThrow())
        .contains(entry("note", "HTTP 503"), entry("state", "open"));

    assertThat(ask(QUALITY)).isEqualTo(number);

    assertThat(leaseInquiry().number()).isEqualTo(number);
    assertThat(ledger.inquiryView().inquiries(10)).hasSize(1);
  }

  @Test
  void aScheduleAsksOnceForEachKey() {
    long first = ledger.inquiries().ask(QUALITY, "schedule", "", "Q|2026-03-05", clock.instant());
    Open open = leaseInquiry();
    ledger
        .inquiries()
        .keep(open, new InquiryAnswer.Nothing(), done(open, Rows.NONE), clock.instant());

    assertThat(ledger.inquiries().ask(QUALITY, "schedule", "", "Q|2026-03-05", clock.instant()))
        .isEqualTo(first);
    assertThat(dueInquiries()).isEmpty();
    assertThat(ledger.inquiries().ask(QUALITY, "schedule", "", "Q|2026-03-06", clock.instant()))
        .isGreaterThan(first);
    assertThat(dueInquiries()).hasSize(1);
  }

  @Test
  void everyKindOfQuestionComesBackAsItWasAsked() {
    List<Inquiry> all =
        List.of(
            QUALITY,
            Inquiry.Counts.of(Samples.HOSPITAL, MARCH),
            new Inquiry.Grouping(Samples.HOSPITAL, MARCH, Inquiry.Method.DIP),
            new Inquiry.DictionaryQuery(Samples.HOSPITAL, "ICU_TYPE", "icu_type"),
            new Inquiry.Catalogue(Samples.HOSPITAL, "1307", "0"),
            new Inquiry.Download(Samples.HOSPITAL, "1307", "0", "F1", "1307.txt.zip", 3),
            new Inquiry.Reversal(Samples.HOSPITAL, "P1", "", "M1", "2304"),
            new Inquiry.Dispositions(
                Samples.HOSPITAL,
                "2",
                List.of(
                    new Inquiry.Dispositions.Warn("A1", "1", "P1 的病情需要"),
                    new Inquiry.Dispositions.Warn("A2", "2", ""))));
    all.forEach(this::ask);

    assertThat(dueInquiries()).extracting(Open::inquiry).containsExactlyElementsOf(all);
    assertThat(ledger.inquiryView().inquiries(10).toString())
        .doesNotContain("P1")
        .contains("kind=dispositions", "about=3103 × 2");
  }

  @Test
  void aNewerResultTakesThePlaceOfTheOlder() throws Exception {
    list("V1", "S1", Submission.State.SUBMITTED);
    answerQuality(
        result("S1", "0", new Detail("gend", "性别与诊断不符", "1", "1", "2"), detail("age")),
        result("S2", "0"));
    answerQuality(result("S1", "1", detail("brdy")), result("S9", "1"));

    Map<String, Object> answer = ledger.inquiryView().quality(MARCH, 10);

    assertThat(answer)
        .contains(entry("results", 3), entry("unknownLists", 2L), entry("outdated", 1L));
    List<Map<String, Object>> lists = lists(answer);
    assertThat(lists).extracting(list -> list.get("setlId")).containsExactly("S1", "S2", "S9");
    assertThat(lists.get(0))
        .contains(
            entry("overall", "1"),
            entry("known", true),
            entry("outdated", false),
            entry("state", "submitted"),
            entry("department", "心内科"));
    assertThat(lists.get(0).get("details").toString()).contains("brdy").doesNotContain("gend");
    assertThat(lists.get(1)).contains(entry("known", false), entry("outdated", true));
    assertThat(ledger.inquiryView().quality(MARCH.plusMonths(1), 10)).containsEntry("results", 0);
    assertThat(count("SELECT COUNT(*) FROM quality_detail")).isEqualTo(1);
  }

  private static Detail detail(String field) {
    return new Detail(field, "错误", "1", "0", "x");
  }

  @Test
  void theListShowsWhatThePlatformSaysOfIt() throws Exception {
    list("V1", "S1", Submission.State.SUBMITTED);
    answerQuality(result("S1", "0", new Detail("gend", "性别与诊断不符", "1", "1", "2")));
    Inquiry grouping = new Inquiry.Grouping(Samples.HOSPITAL, MARCH, Inquiry.Method.DRG);
    ask(grouping);
    Open open = leaseInquiry();
    GroupingResult group =
        new GroupingResult(
            "S1",
            "P1",
            Inquiry.Method.DRG,
            "FR23",
            "心力衰竭",
            "MDCF",
            "FR2",
            "3",
            "1",
            "",
            "V2",
            Map.of("place_grp_pay_std", "8210.55"));
    ledger
        .inquiries()
        .keep(
            open,
            new InquiryAnswer.Groups(List.of(group, group), new Page(2, 2, "m")),
            done(open, new Rows(2, 2, 0)),
            clock.instant());

    Map<String, Object> list = ledger.view().list("S1").orElseThrow();

    assertThat(list.get("quality").toString()).contains("性别与诊断不符", "gend", "month=2026-03");
    assertThat(list.get("grouping").toString()).contains("FR23", "place_grp_pay_std=8210.55");
    assertThat(lists(ledger.inquiryView().grouping(MARCH, 10)))
        .singleElement()
        .satisfies(row -> assertThat(row).contains(entry("code", "FR23"), entry("known", true)));
  }

  @Test
  void setsThePlatformsNumbersBesideOurs() throws Exception {
    list("V1", "S1", Submission.State.UPLOADED);
    list("V2", "S2", Submission.State.SUBMITTED);
    list("V3", "S3", Submission.State.UNKNOWN);
    list("V4", "S4", Submission.State.NONE);
    assertThat(ledger.inquiryView().counts(MARCH))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("differences", List.of())
                    .doesNotContainKey("askedAt"));
    Inquiry counts = Inquiry.Counts.of(Samples.HOSPITAL, MARCH);
    for (PlatformCounts answer :
        List.of(new PlatformCounts(9, 9, 9, 9, 9, 9), new PlatformCounts(1, 2, 0, 0, 3, null))) {
      ask(counts);
      Open open = leaseInquiry();
      ledger
          .inquiries()
          .keep(open, new InquiryAnswer.Counted(answer), done(open, Rows.NONE), clock.instant());
    }

    Map<String, Object> row = ledger.inquiryView().counts(MARCH).get(0);

    assertThat(row.get("ours").toString())
        .isEqualTo(
            "{notSubmitted=1, submitted=1, passed=0, notPassed=0, uploaded=2, needUpload=4}");
    assertThat(row.get("platform").toString())
        .isEqualTo("{notSubmitted=1, submitted=2, passed=0, notPassed=0, uploaded=3}");
    assertThat(row).contains(entry("oursUnknown", 1), entry("institution", Samples.HOSPITAL));
    assertThat(row.get("differences").toString())
        .contains("已提交：平台 2，本地 1，平台多 1", "医院上传合计：平台 3，本地 2")
        .doesNotContain("未提交", "需上传");
    assertThat(ledger.inquiryView().counts(MARCH.plusMonths(1))).isEmpty();
  }

  @Test
  void aReversalIsAudited() throws Exception {
    ledger
        .inquiries()
        .ask(
            new Inquiry.Reversal(Samples.HOSPITAL, "P1", "", "M1", "2304"),
            "it",
            "结算超时",
            "",
            clock.instant());

    assertThat(
            count(
                "SELECT COUNT(*) FROM decision WHERE who = 'it' AND what = 'reverse-2304'"
                    + " AND about = 'message M1' AND why = '结算超时'"))
        .isEqualTo(1);
  }

  @Test
  void givenBackItIsDueWhenItWasSaid() {
    ask(QUALITY);
    ledger.inquiries().release(leaseInquiry(), clock.instant().plus(MINUTE));
    assertThat(dueInquiries()).isEmpty();
    clock.forward(MINUTE);
    assertThat(dueInquiries()).hasSize(1);
  }
}
