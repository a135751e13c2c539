package org.duima.api.mapping;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.alert.PointState;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings published tables into the hospital's mappings. A file is checked as a whole and compared
 * with what is in force first; nothing is half loaded, and every former version can come back.
 */
@ProviderType
public interface TableImports {
  /**
   * Reads and checks a file, and keeps what it gave ready to be applied. Changes nothing that is in
   * force.
   *
   * @throws IOException if the file cannot be read, or the home cannot be written to
   */
  Checked check(Path file, Order order) throws IOException;

  /**
   * Puts a checked file into force.
   *
   * @param checkedId of a {@link Checked} without errors
   * @throws ImportRefusedException if there is none, it has errors, what is in force changed since
   *     it was checked, or the tables do not load with it
   * @throws IOException if the home cannot be written to; the old version stays in force
   */
  Version apply(String checkedId, String who, Instant at) throws IOException;

  /** All imported tables with their versions, newest first. */
  List<Version> versions() throws IOException;

  /**
   * Puts a kept version of a table into force again.
   *
   * @param version {@code none} leaves the table without an imported version
   * @return the version in force, or the one that no longer is
   * @throws IllegalArgumentException if there is no such version
   * @throws ImportRefusedException if the tables do not load with it
   */
  Version restore(String table, String version, String who, Instant at) throws IOException;

  /** What a table is. */
  enum Kind {
    /** A cross-walk from one edition to another. */
    CODES,
    /** A dictionary of one edition. */
    DICTIONARY,
    /** Points of the insurance knowledge base. */
    KNOWLEDGE
  }

  /**
   * What the file is said to be.
   *
   * @param kind what it is
   * @param system code system id, or wire name of a dictionary; for knowledge the table's name, by
   *     default its batch or the file's name; empty to take it from the file
   * @param from source edition of a cross-walk, empty for a dictionary
   * @param to target edition, or the dictionary's own
   * @param validFrom first day of discharge that it holds for, null from ever; for knowledge the
   *     first day of the points that name none
   * @param complete whether what it does not know does not exist
   * @param skipRefused whether to keep the good rows of a file that has refused ones
   * @param fileName the file's name as its owner knows it
   * @param state how loud points may be at most; a row of the file may say that it is quieter
   */
  record Order(
      Kind kind,
      String system,
      String from,
      String to,
      LocalDate validFrom,
      boolean complete,
      boolean skipRefused,
      String fileName,
      PointState state) {
    /** An order in which points, if they are some, are silent. */
    public Order(
        Kind kind,
        String system,
        String from,
        String to,
        LocalDate validFrom,
        boolean complete,
        boolean skipRefused,
        String fileName) {
      this(kind, system, from, to, validFrom, complete, skipRefused, fileName, PointState.SILENT);
    }
  }

  /**
   * What checking gave.
   *
   * @param id to apply it with
   * @param table the table that it would become a version of
   * @param read rows read, without the header
   * @param kept rows that would be in force
   * @param findings refused rows and other problems, with row and column; any error means that it
   *     cannot be applied
   * @param difference to what is in force now
   * @param points what the points of a knowledge file were understood to mean, else empty
   */
  record Checked(
      String id,
      String table,
      int read,
      int kept,
      int refused,
      List<Finding> findings,
      Difference difference,
      Optional<Points> points) {
    public Checked {
      findings = List.copyOf(findings);
    }

    /** A check of codes or of a dictionary. */
    public Checked(
        String id,
        String table,
        int read,
        int kept,
        int refused,
        List<Finding> findings,
        Difference difference) {
      this(id, table, read, kept, refused, findings, difference, Optional.empty());
    }

    public boolean canBeApplied() {
      return findings.stream().noneMatch(Finding::isError);
    }
  }

  /**
   * What the points of a file were understood to mean.
   *
   * @param state that those that were understood get at most
   * @param classes in the published order
   * @param readings the first that were understood, some of each class
   * @param waiting the first that were not and wait for a pharmacist in state off; at most some
   *     thousands
   */
  record Points(
      PointState state,
      List<ClassCount> classes,
      List<PointReading> readings,
      List<PointReading> waiting) {
    public Points {
      classes = List.copyOf(classes);
      readings = List.copyOf(readings);
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * The points of one class.
   *
   * @param ruleClass its id
   * @param understood how many can be evaluated
   * @param waiting how many cannot yet
   * @param isEvaluated false if the class is not evaluated at orders at all: its points are kept
   *     and stay off, and count neither as understood nor as waiting
   * @param points all of them
   */
  record ClassCount(
      String ruleClass, Text name, int points, int understood, int waiting, boolean isEvaluated) {}

  /**
   * A point's words and what they were understood to mean.
   *
   * @param place file, sheet and row
   * @param published the constraint in the words of the publication
   * @param reading what it means, written as {@link org.duima.api.alert.Constraint} is; empty if
   *     nothing was understood or the class needs nothing
   * @param patterns names of the patterns that spoke; empty if the file itself said what it means
   * @param why what a waiting point lacks
   */
  record PointReading(
      String id,
      String ruleClass,
      String place,
      String itemName,
      String published,
      String reading,
      List<String> patterns,
      PointState state,
      Text why) {
    public PointReading {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * A new version against the one in force.
   *
   * @param touchedInUse how many of the added, removed and changed codes occurred on lists of the
   *     last 90 days, negative if that is not known
   * @param rows the differing rows, removed and changed first; at most some thousands
   */
  record Difference(int added, int removed, int changed, int touchedInUse, List<Row> rows) {
    public Difference {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One difference.
   *
   * @param what {@code added}, {@code removed} or {@code changed}
   * @param before target and name as they are in force, empty if added
   * @param after target and name as they would be, empty if removed
   * @param uses on lists of the last 90 days
   */
  record Row(String what, String code, String before, String after, int uses) {}

  /**
   * A version of an imported table.
   *
   * @param inForce whether it is the one that counts
   */
  record Version(
      String table,
      String version,
      String fileName,
      String sha256,
      int rows,
      LocalDate validFrom,
      String who,
      Instant at,
      boolean inForce) {}
}
