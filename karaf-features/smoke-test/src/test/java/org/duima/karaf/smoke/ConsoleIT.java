package org.duima.karaf.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.duima.demo.day.Day;
import org.duima.demo.day.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/**
 * The console's pages over the assembled product, in a browser. Each test has a code of its own to
 * work on: see console-day.
 */
@Timeout(300)
class ConsoleIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String FIRST_PASSWORD = "first-password-1";
  private static final String PASSWORD = "编码员自己的密码-2026";

  private static DrillNode drill;
  private static String administratorsPassword;

  private Browser browser;

  @BeforeAll
  static void playsTheStays() throws IOException {
    // before the node starts: a machine without a browser skips all of this
    Browser.assumeInstalled();
    drill = DrillNode.fresh("console");
    drill.node().start();
    administratorsPassword =
        Files.readString(drill.node().home().resolve("secrets/admin-password")).strip();
    try (Senders senders = new Senders(drill.node())) {
      senders.start(messages());
      senders.await(SOON);
    }
    drill.awaitApplied(SOON);
    Node.await(SOON, () -> PlayedDay.isSubmitted(drill, "JS2605000401"));
    Node.await(SOON, () -> openCodes().size() == 4);
  }

  @AfterAll
  static void ends() {
    if (drill != null) {
      drill.close();
    }
  }

  @BeforeEach
  void opensABrowser() {
    browser = Browser.on(drill.node());
  }

  @AfterEach
  void closesIt() {
    browser.close();
  }

  @Test
  void aCoderDecidesByKeyboardAloneAndTheHeldListGoesOut() {
    String created =
        drill
            .node()
            .post(
                "/api/users",
                "{\"name\":\"编码员甲\",\"password\":\"%s\",\"roles\":[\"coder\"]}"
                    .formatted(FIRST_PASSWORD))
            .body();
    assertThat(created).contains("coder");

    browser.open("/console");
    browser.see("#login-name");
    browser.press("编码员甲", Keys.TAB, FIRST_PASSWORD, Keys.ENTER);
    browser.see("#password-current");
    browser.press(FIRST_PASSWORD, Keys.TAB, PASSWORD, Keys.TAB, PASSWORD, Keys.ENTER);
    browser.see("#user", "编码员甲");

    browser.see("tbody tr", "K29.500x999");
    browser.press("/");
    browser.press("K29.500x999", Keys.ESCAPE);
    browser.see("tbody tr[aria-selected=true]", "慢性胃炎（活动期）");
    browser.see(".concerned", "JS2605000101");
    browser.press(String.valueOf(numberOf("K29.500")));
    browser.see(".chosen", "K29.500 慢性胃炎");
    browser.press(Keys.ENTER);

    browser.see(".toast", "已放行");
    browser.see(".toast", "K29.500x999");
    Node.await(SOON, () -> PlayedDay.isSubmitted(drill, "JS2605000101"));
    browser.see(".list", "没有符合筛选条件的编码");
    assertThat(openCodes()).doesNotContainKey("K29.500x999");

    JsonNode decision = drill.json("/api/codes/decisions?max=50").get(0);
    assertThat(decision.path("code").asText()).isEqualTo("K29.500x999");
    assertThat(decision.path("targetCode").asText()).isEqualTo("K29.500");
    assertThat(decision.path("who").asText()).isEqualTo("编码员甲");
    assertThat(decision.path("why").asText()).isNotBlank();
  }

  @Test
  @Tag("full")
  void refusesAWrongPassword() {
    browser.open("/console/");
    browser.type("#login-name", "admin");
    browser.type("#login-password", "wrong-password", Keys.ENTER);
    browser.see("dialog.login .problem", "密码");
    assertThat(browser.texts("header")).isEmpty();
    browser.press(administratorsPassword, Keys.ENTER);
    browser.see("#user", "admin");
  }

  @Test
  @Tag("full")
  void asksForTheLoginOverThePageWhenTheSessionHasEnded() {
    login();
    choose("J18.900x999");
    browser.press(String.valueOf(numberOf("J18.900")));
    browser.see(".chosen", "J18.900");
    browser.press("w");
    browser.press("请示后决定");
    browser.loseSession();
    browser.press(Keys.ESCAPE);
    browser.press("s");
    browser.press("肺炎");

    browser.see("dialog.login", "登录已过期");
    browser.press(administratorsPassword, Keys.ENTER);
    browser.gone("dialog.login");
    browser.see(".found li", "肺炎");
    browser.see(".chosen", "J18.900");
    assertThat(browser.see("#why").getDomProperty("value")).endsWith("请示后决定");
  }

  @Test
  @Tag("full")
  void takesADecisionBackAtOnce() {
    // kept back by hand: a list that is submitted before the coder takes the decision back, stays
    assertThat(
            drill.node().post("/api/lists/JS2605000301/hold", "{\"reason\":\"test\"}").statusCode())
        .isEqualTo(200);
    login();
    choose("J18.900x999");
    browser.press(String.valueOf(numberOf("J18.900")));
    browser.press("w");
    browser.press("同义名称", Keys.ENTER);
    browser.see(".toast", "已决定");
    browser.press("u");
    browser.see(".toast", "已撤销");
    Node.await(SOON, () -> openCodes().containsKey("J18.900x999"));

    browser.open("/console/#/codes/decisions");
    browser.see("tbody tr", "J18.900x999");
    browser.see("tbody tr", "已撤回");
  }

  @Test
  @Tag("full")
  void theBoardShowsTheFiguresOfTheInterface() {
    login();
    browser.open("/console/#/board?state=all");
    browser.see(".tile");
    JsonNode page = drill.json("/api/board?max=1000");
    Map<String, String> shown = new TreeMap<>();
    browser.see("tr.main-row");
    for (String state : List.of("due", "held", "submitted", "waiting")) {
      shown.put(state, browser.see(".tile[data-state='" + state + "'] .tile-count").getText());
      assertThat(shown.get(state)).as(state).isEqualTo(page.path("counts").path(state).asText());
    }
    assertThat(Integer.parseInt(shown.get("submitted"))).isPositive();
    assertThat(browser.texts("tr.main-row")).hasSize(page.path("total").asInt());
    browser.click(".tile[data-state=held]");
    browser.see("tr.main-row", "JS2605000201").click();
    browser.see("tr.more", "K99.998x999");
  }

  @Test
  @Tag("full")
  void aHeldListIsCorrectedBesideTheFindingAndGoesOut() {
    login();
    browser.open("/console/#/board?state=held");
    browser.see("tr.main-row a", "JS2605000501").click();
    browser.see(".one-line .badge", "校验不通过");
    browser.see(".item.bad" + CORRECTED + " .said", "E");
    browser.see(CORRECTED + " .item-head").sendKeys(Keys.ENTER);
    browser.press("K29.500");
    browser.see(".correction .candidate", "K29.500").click();
    browser.see(".correction .tick", "慢性胃炎");
    browser.type(".correction .why", Keys.ENTER);
    browser.see(".correction .problem", "请写明理由");
    browser.press("已核对病历", Keys.ENTER);
    browser.see(".toast", "已修正");

    Node.await(SOON, () -> PlayedDay.isSubmitted(drill, "JS2605000501"));
    browser.reload();
    browser.see(".item.changed" + CORRECTED, "K29.500");
    browser.see(CORRECTED + " .was", "admin");
    browser.see("#trail-corrections", "已核对病历");
    JsonNode corrections = drill.json("/api/lists/JS2605000501").path("corrections");
    assertThat(corrections.findValuesAsText("path"))
        .containsExactly("diseinfo[K29.600x999].diag_name", "diseinfo[K29.600x999].diag_code");
    assertThat(corrections.findValuesAsText("value")).containsExactly("慢性胃炎", "K29.500");
    assertThat(corrections.findValuesAsText("who")).containsExactly("admin", "admin");
  }

  @Test
  @Tag("full")
  void theListShowsEveryFieldOfTheInterface() {
    login();
    browser.open("/console/#/list/JS2605000201");
    browser.see(".part");
    JsonNode content = drill.json("/api/lists/JS2605000201").path("content");
    assertThat(content.path("info").size()).isGreaterThan(30);
    content
        .path("info")
        .fields()
        .forEachRemaining(
            field ->
                browser.see(
                    ".item[data-place='setlinfo." + field.getKey() + "'] .item-value",
                    field.getValue().asText()));
    assertThat(browser.texts("#part-stay .fields-table td [data-place$='.diag_code']"))
        .hasSize(content.path("rows").path("diseinfo").size());
    assertThat(browser.script("return document.querySelectorAll('main img').length")).isEqualTo(0L);
  }

  @Test
  @Tag("full")
  void aMonthIsWorkedOnAfterAReasonIsGiven() {
    login();
    browser.open("/console/#/board?state=all");
    browser.see("tr.main-row");
    assertThat(browser.texts(".month-work")).isEmpty();
    browser.open("/console/#/board?state=all&month=2026-05");
    browser.click(".month-work [data-action=withdraw]");
    JsonNode counts = drill.json("/api/board?month=2026-05&max=1").path("counts");
    browser.see("dialog [role=status]", "共 " + counts.path("submitted").asText() + " 张");
    browser.press(Keys.ENTER);
    browser.see("dialog .problem", "请写明理由");
    browser.press(Keys.ESCAPE);
    browser.gone("dialog");

    browser.click(".month-work [data-action=release]");
    browser.press("月末放行", Keys.ENTER);
    browser.see("dialog.help", "已受理");
  }

  @Test
  @Tag("full")
  void theReportShowsTheRatesOfTheInterface() {
    login();
    browser.open("/console/#/report?from=2026-05-01&to=2026-05-31");
    browser.see(".figures .tile");
    JsonNode report =
        drill.json("/api/reports/code-match?from=2026-05-01&to=2026-05-31&format=json");
    JsonNode summary = report.path("sections").get(0);
    assertThat(summary.path("id").asText()).isEqualTo("summary");
    List<String> tiles = browser.texts(".figures .tile");
    assertThat(tiles).hasSize(summary.path("rows").size());
    for (int i = 0; i < tiles.size(); i++) {
      double rate = summary.path("rows").get(i).get(4).asDouble();
      assertThat(tiles.get(i)).contains("%.1f%%".formatted(rate * 100));
    }
    for (JsonNode section : report.path("sections")) {
      if (!section.path("id").asText().equals("summary")) {
        String title = section.path("title").path("zh").asText();
        browser.see(".sections button", title).click();
        browser.see(".section h2", title);
      }
    }
    browser.see(".exports a", "XLSX");
  }

  @Test
  @Tag("full")
  void theOfficeSilencesARuleClassWithAReason() throws IOException {
    String created =
        drill
            .node()
            .post(
                "/api/users",
                "{\"name\":\"医保办甲\",\"password\":\"%s\",\"roles\":[\"office\"]}"
                    .formatted(FIRST_PASSWORD))
            .body();
    assertThat(created).contains("office");
    browser.open("/console/");
    browser.see("#login-name");
    browser.press("医保办甲", Keys.TAB, FIRST_PASSWORD, Keys.ENTER);
    browser.see("#password-current");
    browser.press(FIRST_PASSWORD, Keys.TAB, PASSWORD, Keys.TAB, PASSWORD, Keys.ENTER);
    browser.see("#user", "医保办甲");

    browser.see("header nav a", "医嘱提醒").click();
    browser.see("[data-figure=quiet]", "97.0%");
    browser.click("[data-switch='drug-elderly']");
    browser.see("dialog h2", "老年人用药安全");
    browser.click("dialog input[value=silent]");
    browser.type("dialog input[list]", "0301", Keys.ENTER);
    browser.see("dialog .problem", "请写明理由");
    browser.type("dialog .why", "老年科自有审方", Keys.ENTER);

    browser.see(".toast", "已静默");
    browser.see("tr[data-class='drug-elderly'] .badge", "0301：静默");
    JsonNode switches = drill.json("/api/knowledge").path("switches");
    assertThat(switches.findValuesAsText("name")).containsExactly("drug-elderly");
    assertThat(switches.findValuesAsText("department")).containsExactly("0301");
    assertThat(Files.readString(drill.node().home().resolve("mappings/knowledge/switches.csv")))
        .contains("class,drug-elderly,0301,silent,医保办甲,")
        .contains("老年科自有审方");
    browser.press("n");
    browser.see("tr[data-batch='starter-drugs']");
    browser.open("/console/#/alerts?section=points");
    browser.see("tr[data-point]");
    browser.press("/");
    browser.press("M67-001");
    browser.see("tr[data-point='M67-001']", "sex=male");
  }

  @Test
  @Tag("full")
  void switchesTheLanguageAndRemembersIt() {
    login();
    browser.see("header nav a", "编码队列");
    browser.click("#language");
    browser.see("header nav a", "Code queue");
    browser.reload();
    browser.see("header nav a", "Code queue");
    assertThat(browser.script("return document.documentElement.lang")).isEqualTo("en");
    browser.click("#language");
    browser.see("header nav a", "编码队列");
  }

  @Test
  @Tag("full")
  void showsMarkupOfADiagnosisNameAsText() {
    login();
    choose("K99.998x999");
    browser.see("h2", "<img/src=x/onerror=document.title='hacked'>胃炎");
    assertThat(browser.script("return document.querySelectorAll('main img').length")).isEqualTo(0L);
    assertThat(browser.title()).doesNotContain("hacked");
    browser.open("/console/#/report?from=2026-05-01&to=2026-05-31&section=open-codes");
    browser.see("td", "<img/src=x");
    browser.open("/console/#/board?state=held");
    browser.see("tr.main-row", "K99.998x999");
    assertThat(browser.title()).doesNotContain("hacked");
  }

  @Test
  @Tag("full")
  void fitsAPhoneAndNamesEveryControl() {
    login();
    for (int width : List.of(360, 1366)) {
      browser.size(width, 720);
      for (String page : PAGES) {
        browser.open("/console/#/" + page);
        browser.see("main .page");
        browser.gone(".spinner");
        assertThat(browser.script(TOO_WIDE)).as("%s at %d pixels", page, width).isEqualTo(0L);
        assertThat((List<?>) browser.script(NAMELESS)).as(page).isEmpty();
      }
    }
  }

  private static final List<String> PAGES =
      List.of(
          "codes",
          "codes/decisions",
          "board?state=all&month=2026-05",
          "list/JS2605000201",
          "report",
          "alerts",
          "alerts?section=batches",
          "alerts?section=points",
          "alerts?section=recent");

  private static final String CORRECTED = "[data-place='diseinfo[1].diag_code']";

  private static final String TOO_WIDE =
      "const page = document.documentElement; return page.scrollWidth - page.clientWidth";

  /** Controls that a screen reader could only call "button" or "field". */
  private static final String NAMELESS =
      "return [...document.querySelectorAll('button, a, input, select, summary')]"
          + ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()"
          + " || e.labels?.[0]?.textContent.trim() || e.title))"
          + ".map(e => e.outerHTML)";

  private void login() {
    browser.open("/console/");
    browser.type("#login-name", "admin");
    browser.type("#login-password", administratorsPassword, Keys.ENTER);
    browser.see("#user", "admin");
  }

  /** Moves down the queue to a code. */
  private void choose(String code) {
    browser.see("tbody tr", code);
    for (int i = 0; i < 10; i++) {
      if (browser.see("tbody tr[aria-selected=true]").getText().contains(code)) {
        browser.see(".decision h2", code);
        browser.see(".candidate");
        return;
      }
      browser.press("j");
    }
    throw new AssertionError(code + " is not in the queue");
  }

  /** The key that picks a candidate. */
  private int numberOf(String code) {
    browser.see(".candidate[data-code='" + code + "']");
    return 1
        + new ArrayList<>(
                (List<?>)
                    browser.script(
                        "return [...document.querySelectorAll('.candidate[data-code]')]"
                            + ".map(e => e.dataset.code)"))
            .indexOf(code);
  }

  private static Map<String, JsonNode> openCodes() {
    Map<String, JsonNode> open = new TreeMap<>();
    StreamSupport.stream(drill.json("/api/codes/open?max=100").path("rows").spliterator(), false)
        .forEach(row -> open.put(row.path("code").asText(), row));
    return open;
  }

  private static List<Message> messages() throws IOException {
    Path folder = Path.of(System.getProperty("duima.nodes"), "console-day");
    Files.createDirectories(folder);
    Files.copy(
        DrillNode.REPOSITORY.resolve("demo/day/hospital.yaml"),
        folder.resolve("hospital.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    try (var stays = ConsoleIT.class.getResourceAsStream("/console-day/01-console.yaml")) {
      Files.copy(stays, folder.resolve("01-console.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }
    return Day.read(folder, 0).messages();
  }
}
