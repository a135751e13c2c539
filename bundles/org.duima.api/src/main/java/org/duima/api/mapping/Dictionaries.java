package org.duima.api.mapping;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.duima.api.CodeSystem;
import org.osgi.annotation.versioning.ProviderType;

/** Looks up dictionaries and value maps. Safe for use by several threads; answers from memory. */
@ProviderType
public interface Dictionaries {
  /**
   * The name of a dictionary value.
   *
   * @param dictionary wire name of the dictionary, such as {@code gend}
   * @return empty if the dictionary is absent or does not know the code
   */
  Optional<String> name(String dictionary, String code);

  /**
   * What a dictionary holds today: name by code, in the order of the codes. Made anew for each
   * call.
   *
   * @return empty if the dictionary is absent
   */
  Map<String, String> values(String dictionary);

  /** Whether a dictionary is there at all. */
  boolean has(String dictionary);

  /** Whether a dictionary is whole, so that an unknown code is an error. */
  boolean isComplete(String dictionary);

  /**
   * Turns a source's value into the dictionary's.
   *
   * @param dictionary the target dictionary
   * @param format the source's format, such as {@code hl7v2}
   * @param value the value as sent
   * @return empty if no value map knows it
   */
  Optional<String> translate(String dictionary, String format, String value);

  /**
   * The name of an insurance code.
   *
   * @param on the date whose version counts
   * @return empty if no dictionary of that edition knows the code
   */
  Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on);

  /**
   * The dictionaries as they are now, untouched by later changes; see {@link CodeMapper#asOfNow}.
   */
  default Dictionaries asOfNow() {
    return this;
  }

  /** Whether a whole dictionary of that system and edition is in force on a date. */
  boolean isComplete(CodeSystem system, String edition, LocalDate on);
}
