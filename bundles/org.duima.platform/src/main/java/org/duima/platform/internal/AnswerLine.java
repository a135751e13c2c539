package org.duima.platform.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duima.api.Text;
import org.duima.api.platform.Receipt.Kind;

/**
 * A line of the answers table.
 *
 * @param match words to look for: {@code |} between alternatives, {@code &} between words that must
 *     all be there, {@code *} for everything
 * @param certain whether the platform certainly did not do what was asked
 * @param who who must act, empty for nobody
 * @param fields list paths that the line itself names
 * @param row which rows are meant: {@code empty}, {@code duplicate}, or empty if it cannot be told
 */
record AnswerLine(
    String id,
    Layer layer,
    String match,
    boolean certain,
    Kind kind,
    String who,
    Text meaning,
    Text advice,
    List<String> fields,
    String row) {
  static final Set<String> PEOPLE =
      Set.of("", "coder", "department", "cashier", "office", "it", "platform");
  static final Set<String> ROWS = Set.of("", "empty", "duplicate");
  static final String EVERYTHING = "*";

  /** Who gave the answer. */
  enum Layer {
    /** The business behind the gateway: infcode and err_msg. */
    BUSINESS,
    /** The gateway: code, type and message without infcode. */
    GATEWAY,
    /** An HTTP status without a readable body. */
    HTTP,
    /** HTTP 200 with a body that is no answer. */
    BODY;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean isLast() {
    return match.equals(EVERYTHING);
  }

  /** Whether the line speaks about a text. Letter case does not count. */
  boolean fits(String text) {
    if (isLast()) {
      return true;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(match.toLowerCase(Locale.ROOT).split("\\|"))
        .anyMatch(
            words -> Arrays.stream(words.split("&")).allMatch(word -> has(lower, word.trim())));
  }

  /** A number is found as a whole only: 404 is not part of 14041. */
  private static boolean has(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean cutBefore = at > 0 && isDigit(word.charAt(0)) && isDigit(text.charAt(at - 1));
      boolean cutAfter =
          end < text.length()
              && isDigit(word.charAt(word.length() - 1))
              && isDigit(text.charAt(end));
      if (!cutBefore && !cutAfter) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
