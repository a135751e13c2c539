package org.duima.api.platform;

import java.util.List;
import java.util.Objects;
import org.duima.api.Text;

/**
 * What an answer of the platform that is no success means for people.
 *
 * @param rule id of the line of the answers table that spoke
 * @param kind what has to be done
 * @param who who has to do it: {@code coder}, {@code department}, {@code cashier}, {@code office},
 *     {@code it} or {@code platform}; empty for nobody
 * @param meaning what the platform says, from the table and so without patient data
 * @param advice who must do what, from the table
 * @param fields the list's fields that it is about; empty if it names none
 * @param original the platform's own words as they came, cut to a readable length. They can quote
 *     patient data: for the ledger and for pages behind a login, never for a log
 * @param restored the same made legible if it came garbled, else empty; as confidential
 */
public record Answer(
    String rule,
    Receipt.Kind kind,
    String who,
    Text meaning,
    Text advice,
    List<Field> fields,
    String original,
    String restored) {
  public Answer {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(kind, "kind");
    who = who == null ? "" : who;
    Objects.requireNonNull(meaning, "meaning");
    Objects.requireNonNull(advice, "advice");
    fields = List.copyOf(fields);
    original = original == null ? "" : original;
    restored = restored == null ? "" : restored;
  }

  /**
   * A field of the list that an answer is about.
   *
   * @param path {@code setlinfo.bill_no}, {@code oprninfo[0].oper_dr_code}, or {@code
   *     oprninfo[].oper_dr_code} if it cannot be told which row
   * @param label its name on the form
   * @param text what is wrong with it
   */
  public record Field(String path, Text label, Text text) {}

  /** Meaning and advice together: fit for a log. */
  public Text told() {
    return new Text(meaning.zh() + "。" + advice.zh(), meaning.en() + "; " + advice.en());
  }

  /** Leaves the platform's own words out, so that it may stand in a log. */
  @Override
  public String toString() {
    return "Answer[" + rule + ", " + kind + "]";
  }
}
