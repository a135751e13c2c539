package org.duima.engine.internal;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.duima.api.Code;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.site.Sites;

/**
 * Writes {@code data/code-usage.csv}: how often each code occurred on lists discharged in the last
 * 90 days. It tells imports which changes of a table matter here. Not safe for use by several
 * threads.
 */
public final class UsageFile {
  private static final int DAYS = 90;
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final Path file;
  private final CodeQueue codes;
  private final Sites sites;
  private final Clock clock;
  private Instant due = Instant.MIN;
  private long revision;

  /**
   * @param data the node's own folder
   * @param sites tells the hospital's time zone
   */
  public UsageFile(Path data, CodeQueue codes, Sites sites, Clock clock) {
    this.file = data.resolve("code-usage.csv");
    this.codes = codes;
    this.sites = sites;
    this.clock = clock;
  }

  /**
   * Writes the file if it is due.
   *
   * @param decisions revision of the decisions in force; the file is due when it has changed
   * @throws org.duima.api.ledger.StoreUnavailableException if the ledger cannot be reached
   * @throws UncheckedIOException if the file cannot be written
   */
  void keep(long decisions) {
    Instant now = clock.instant();
    if (now.isBefore(due) && decisions == revision) {
      return;
    }
    LocalDate today = LocalDate.ofInstant(now, sites.current().zone());
    OwnFiles.write(file, csv(codes.uses(today.minusDays(DAYS))));
    due = now.plus(EVERY);
    revision = decisions;
  }

  private static String csv(Map<Code, Long> uses) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord("system", "edition", "code", "uses");
      uses.forEach(
          (code, count) ->
              csv.writeRecord(
                  code.system().id(), code.edition(), code.value(), Long.toString(count)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
