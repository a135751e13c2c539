package org.duima.karaf.smoke;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/**
 * A headless Chromium on a node's console, used as a person would: by keys, clicks and what is to
 * be seen. Not thread-safe.
 */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Held here, or its level would be forgotten: it warns of every browser newer than itself. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    SELENIUM.setLevel(Level.SEVERE);
  }

  private final ChromeDriver driver;
  private final Path profile;
  private final String url;

  private Browser(ChromeDriver driver, Path profile, String url) {
    this.driver = driver;
    this.profile = profile;
    this.url = url;
  }

  /** Starts a browser with a profile of its own. */
  static Browser on(Node node) {
    Path chromium = program("chromium");
    Path chromedriver = program("chromedriver");
    Path profile;
    try {
      profile = Files.createTempDirectory("duima-browser");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "zh-CN"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options), profile, node.url());
    browser.size(1366, 768);
    return browser;
  }

  /** Skips the test where the machine has no browser. */
  static void assumeInstalled() {
    program("chromium");
    program("chromedriver");
  }

  private static Path program(String name) {
    Optional<Path> found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    return found.orElseGet(
        () -> abort("NO TEST OF THE CONSOLE'S PAGES: " + name + " is not on the PATH"));
  }

  /** Sets the size of what a page sees. */
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** Opens a page of the node, such as {@code /console/}. */
  void open(String path) {
    driver.get(url + path);
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** Waits until an element can be seen, and gives it. */
  WebElement see(String css) {
    return see(css, "");
  }

  /** Waits until an element with this text can be seen, and gives it. */
  WebElement see(String css, String text) {
    WebElement[] found = new WebElement[1];
    await(
        css + " with \"" + text + "\"",
        () ->
            driver.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.isDisplayed() && element.getText().contains(text))
                .findFirst()
                .map(element -> found[0] = element)
                .isPresent());
    return found[0];
  }

  /** Waits until no such element is left. */
  void gone(String css) {
    await("no " + css, () -> driver.findElements(By.cssSelector(css)).isEmpty());
  }

  /** The texts of all such elements, as they are to be seen now. */
  List<String> texts(String css) {
    return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  void click(String css) {
    see(css).click();
  }

  /** Types into a field. */
  void type(String css, CharSequence... text) {
    see(css).sendKeys(text);
  }

  /** Presses keys wherever the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  String title() {
    return driver.getTitle();
  }

  /** What a script returns. */
  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Forgets who is logged in, as the node does when a session ends. */
  void loseSession() {
    driver.manage().deleteCookieNamed("DUIMA_SESSION");
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    try {
      Node.await(
          PATIENCE,
          () -> {
            try {
              return condition.getAsBoolean();
            } catch (StaleElementReferenceException | JavascriptException e) {
              // the page was drawn anew while it was looked at
              return false;
            }
          });
    } catch (IllegalStateException e) {
      throw new AssertionError(
          what + ": " + e.getMessage() + "; the page shows:\n" + shown() + "\n" + picture(), e);
    }
  }

  private String shown() {
    return String.valueOf(script("return document.body.innerText"));
  }

  /** Keeps a picture beside the nodes' files for whoever looks into a failure. */
  private String picture() {
    Path file = Path.of(System.getProperty("duima.nodes"), "console-" + System.nanoTime() + ".png");
    try {
      return "picture: " + Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      return "no picture: " + e;
    }
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
