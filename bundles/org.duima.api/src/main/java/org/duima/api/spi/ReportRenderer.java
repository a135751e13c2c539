package org.duima.api.spi;

import java.io.IOException;
import java.io.OutputStream;
import org.duima.api.report.Report;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Writes reports in one format. Implementations are safe for use by several threads and take no
 * input but the report: what they need otherwise they hold in memory.
 *
 * <p>Nothing is ever null, apart from cells. A cell that a format cannot express is written as
 * nearly as it can be, never left out. Texts come from messages of other systems: a renderer makes
 * sure that no program that opens its output takes one for a formula, a tag or a script. The report
 * is in memory already, so rendering should take well under a second for some thousand rows, and
 * hold no second copy of it.
 */
@ConsumerType
public interface ReportRenderer {
  /**
   * The format's name on the command line and in URLs, such as {@code csv}; also the file ending.
   */
  String format();

  /** Its media type, with the charset where it is text. */
  String mediaType();

  /**
   * Writes a report; does not close the stream.
   *
   * @throws IOException if the stream cannot be written to; what was written until then is of no
   *     use
   */
  void render(Report report, OutputStream out) throws IOException;
}
