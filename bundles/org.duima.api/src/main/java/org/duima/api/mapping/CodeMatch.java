package org.duima.api.mapping;

import java.util.List;
import java.util.Objects;
import org.duima.api.Code;
import org.duima.api.Text;

/** The answer to translating a code. */
public sealed interface CodeMatch {
  /** Provenance of a code of the target edition that no table confirms: it is sent as it came. */
  String AS_SENT = "as-sent";

  /**
   * A table decides.
   *
   * @param target the code to send
   * @param targetName its name; from the dictionary where one knows the code, else from the table
   * @param grayAsPrincipal whether the target may not be a principal diagnosis or procedure
   * @param inDictionary whether a dictionary of the target edition knows the target
   * @param table for provenance: name and version of the table, the two of a chain, or the
   *     decision's number; in brackets after it if the code was found in another form only
   * @param relation how the target relates to the source
   */
  record Mapped(
      Code target,
      String targetName,
      boolean grayAsPrincipal,
      boolean inDictionary,
      String table,
      Relation relation)
      implements CodeMatch {
    public Mapped {
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(targetName, "targetName");
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(relation, "relation");
    }
  }

  /**
   * How a target relates to its source.
   *
   * @param sameCode whether the characters are the same once both are spelled normally
   * @param manyToOne whether other codes of the source edition lead to the same target
   * @param categoryChanged whether the category (the first three characters of a diagnosis, the
   *     first two of a procedure) is another one
   */
  record Relation(boolean sameCode, boolean manyToOne, boolean categoryChanged) {
    public static final Relation SAME = new Relation(true, false, false);
  }

  /** Several targets are possible; a coder must choose. */
  record Ambiguous(List<Candidate> candidates) implements CodeMatch {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }

  /** The table says 灰码 instead of a code: it is known and has no target. */
  record Gray(String table) implements CodeMatch {}

  /** A target exists, but not on the date asked for. */
  record Expired(Candidate formerly, String table) implements CodeMatch {}

  /**
   * No table knows the code.
   *
   * @param detail what a coder should know besides, with empty texts if there is nothing
   */
  record Unmapped(Text detail) implements CodeMatch {
    private static final Text NOTHING = new Text("", "");

    public Unmapped {
      Objects.requireNonNull(detail, "detail");
    }

    public Unmapped() {
      this(NOTHING);
    }
  }

  /** A possible target. */
  record Candidate(Code code, String name) {}
}
