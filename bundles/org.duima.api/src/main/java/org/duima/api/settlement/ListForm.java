package org.duima.api.settlement;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Prints settlement lists in the form of the national paper. What a list does not say stays blank.
 * Safe for use by several threads; closes no stream.
 */
public interface ListForm {
  /**
   * One page of HTML that needs nothing else: no script, no picture, no font of its own.
   *
   * @throws IOException if the stream cannot be written to
   */
  void html(PrintedList list, OutputStream out) throws IOException;

  /**
   * A4 pages with the font embedded. A character that the font lacks is told in a footnote.
   *
   * @throws IOException if the stream cannot be written to
   */
  void pdf(PrintedList list, OutputStream out) throws IOException;
}
