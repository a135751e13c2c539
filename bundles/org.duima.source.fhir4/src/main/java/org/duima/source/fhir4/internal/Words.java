package org.duima.source.fhir4.internal;

import java.util.regex.Pattern;

/** Words that came from outside and may stand in a finding. */
public final class Words {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private Words() {}

  /** The word, or a question mark if it is not the plain name of a field or type. */
  public static String plain(String word) {
    return word != null && PLAIN.matcher(word).matches() ? word : "?";
  }
}
