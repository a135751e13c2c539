package org.duima.api.settlement;

import java.util.Objects;
import org.duima.api.Code;

/**
 * One diagnosis or procedure of a list, with what matching made of it: the raw material of coders'
 * queues and match reports.
 *
 * @param principal whether it is the principal one of its system
 * @param source as the source stated it, with the edition that it was taken for
 * @param sourceName the source's name
 * @param outcome what became of it
 * @param targetCode the code sent, empty unless mapped
 * @param targetName its name, empty unless mapped
 * @param grayAsPrincipal whether the target may not be a principal one
 * @param otherCode whether the target's characters differ from the source's
 * @param manyToOne whether other source codes lead to the same target
 * @param categoryChanged whether the category changed on the way
 * @param nameDiffers whether the source's name is not the dictionary's
 * @param table the table or decision that gave the code, empty unless mapped
 */
public record CodeUse(
    boolean principal,
    Code source,
    String sourceName,
    Outcome outcome,
    String targetCode,
    String targetName,
    boolean grayAsPrincipal,
    boolean otherCode,
    boolean manyToOne,
    boolean categoryChanged,
    boolean nameDiffers,
    String table) {
  /** What became of a code. */
  public enum Outcome {
    MAPPED,
    AMBIGUOUS,
    GRAY,
    EXPIRED,
    UNMAPPED;

    /** The word on the command line and in reports. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public CodeUse {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(sourceName, "sourceName");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(targetCode, "targetCode");
    Objects.requireNonNull(targetName, "targetName");
    Objects.requireNonNull(table, "table");
  }
}
