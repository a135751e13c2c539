package org.duima.api.report;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duima.api.Text;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes reports. Safe for use by several threads; a report over millions of codes takes seconds.
 */
@ProviderType
public interface Reports {
  /** The reports there are. */
  List<Kind> kinds();

  /**
   * Makes a report.
   *
   * @param name of a {@link Kind}
   * @param parameters {@code from} and {@code to} (yyyy-MM-dd, both included: day of discharge, or
   *     of settlement where there is no stay), {@code department} (the hospital's own code), {@code
   *     section} (only the section of that id), {@code rows} (most rows of a section of single
   *     lists or codes); empty values count as absent
   * @throws RefusedException if there is no such report, or a parameter is unknown or wrong
   * @throws org.duima.api.ledger.StoreUnavailableException if the store cannot be reached
   */
  Report make(String name, Map<String, String> parameters) throws RefusedException;

  /** A report that can be made. */
  record Kind(String name, Text title) {}

  /** What was asked for cannot be made. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Text text;

    public RefusedException(Text text) {
      super(text.toString());
      this.text = Objects.requireNonNull(text, "text");
    }

    /** Why, for people. */
    public Text text() {
      return text;
    }
  }
}
