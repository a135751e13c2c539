package org.duima.catalogue.internal;

import java.io.IOException;
import java.util.List;
import org.duima.api.Finding;

/**
 * A table found in a file, ready to be read.
 *
 * @param subject what it speaks of
 * @param place file, with the sheet if it has several
 * @param notes what a person should know about how the file was understood
 */
record Source(Subject subject, Layout layout, String place, List<Finding> notes, Rows rows) {
  Source {
    notes = List.copyOf(notes);
  }

  /** The rows of a table. */
  @FunctionalInterface
  interface Rows {
    void read(Sink sink) throws IOException, TableException;
  }

  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    void row(TableRow row) throws TableException;
  }
}
