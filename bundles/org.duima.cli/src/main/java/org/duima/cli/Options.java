package org.duima.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.duima.cli.internal.Console;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.Home;
import picocli.CommandLine.Option;

/** What every command takes. */
abstract class Options implements Callable<Integer> {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = {
        "节点目录，默认 $DUIMA_HOME，再默认 ./home",
        "the node's home, by default $$DUIMA_HOME or ./home"
      })
  Path homeDirectory;

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description = {"以此为当前时间，例如 2026-06-01T08:00", "takes this as the present time"})
  String now;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = {"显示帮助", "shows this help"})
  boolean help;

  Console console;

  Home home() {
    if (homeDirectory != null) {
      return new Home(homeDirectory);
    }
    String fromLauncher = System.getProperty("duima.home", "");
    if (!fromLauncher.isEmpty()) {
      return new Home(Path.of(fromLauncher));
    }
    String fromEnvironment = console.environment().getOrDefault("DUIMA_HOME", "");
    return new Home(Path.of(fromEnvironment.isEmpty() ? "home" : fromEnvironment));
  }

  /** The clock of this call: the machine's, or one that stands still at {@code --now}. */
  Clock clock(ZoneId zone) {
    return now == null ? console.clock().withZone(zone) : Clock.fixed(instant(now, zone), zone);
  }

  private static Instant instant(String text, ZoneId zone) {
    String time = text.strip().replace(' ', 'T');
    try {
      if (!time.contains("T")) {
        return LocalDate.parse(time).atStartOfDay(zone).toInstant();
      }
      return time.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(time).toInstant()
          : LocalDateTime.parse(time).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw Failure.unusable("--now 应为时间，例如 2026-06-01T08:00", "--now: expected a time", e);
    }
  }

  /**
   * The bytes of a file, or of standard input for {@code -}.
   *
   * @throws Failure if it cannot be read
   */
  byte[] read(Path file) {
    try {
      return file.toString().equals("-") ? console.in().readAllBytes() : Files.readAllBytes(file);
    } catch (IOException e) {
      throw Failure.unusable(
          "无法读取文件 " + file, "cannot read the file: " + e.getClass().getSimpleName(), e);
    }
  }
}
