package org.duima.ledger.internal;

import java.sql.SQLException;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.settlement.CodeUse;
import org.duima.api.settlement.CodeUse.Outcome;
import org.duima.api.settlement.ListDraft;

/**
 * Writes what lists tell about their codes into the narrow tables that queues and reports read.
 * Safe for use by several threads.
 */
final class ListFacts {
  /** A use's number is the list's times this, and the place; no front page has so many rows. */
  static final int PLACES = 1_024;

  private final WordTable departments;
  private final WordTable physicians;
  private final WordTable cases;

  ListFacts(Database database) {
    departments =
        new WordTable(
            database, "department", "department_id", List.of("institution", "code", "name"));
    physicians =
        new WordTable(database, "physician", "physician_id", List.of("institution", "name"));
    cases =
        new WordTable(
            database,
            "code_case",
            "case_id",
            List.of(
                "source_key",
                "code_system",
                "edition",
                "code",
                "name",
                "outcome",
                "target_code",
                "target_name",
                "gray_as_principal",
                "other_code",
                "many_to_one",
                "category_changed",
                "name_differs",
                "decided_by"));
  }

  /** A draft with its facts by number. */
  record Noted(ListDraft draft, Facts facts, List<Use> uses) {}

  /** One row of code_use. */
  private record Use(int caseId, boolean principal) {}

  /** One row of list_fact, without what the ledger adds. */
  private record Facts(
      LocalDate dischargedOn,
      LocalDateTime settledAt,
      int departmentId,
      int physicianId,
      Long totalFen,
      int codes,
      int codesMapped,
      int diagnoses,
      int diagnosesMapped,
      int procedures,
      int proceduresMapped,
      Integer principalDiagnosis,
      Integer principalProcedure) {}

  private record Stored(boolean held, Facts facts) {}

  /** Gives each word its number; to be called before the transaction that saves the lists. */
  List<Noted> note(List<ListDraft> drafts) {
    List<Noted> noted = new ArrayList<>();
    for (ListDraft draft : drafts) {
      List<Use> uses = new ArrayList<>();
      Integer principalDiagnosis = null;
      Integer principalProcedure = null;
      for (CodeUse code : draft.codes()) {
        int caseId = cases.number(words(code));
        CodeSystem system = code.source().system();
        if (code.principal() && system == CodeSystem.DIAGNOSIS) {
          principalDiagnosis = caseId;
        } else if (code.principal() && system == CodeSystem.PROCEDURE) {
          principalProcedure = caseId;
        }
        if (uses.size() < PLACES) {
          uses.add(new Use(caseId, code.principal()));
        }
      }
      String institution = InboxRow.column(draft.institution());
      Facts facts =
          new Facts(
              draft.dischargedOn(),
              draft.settledAt(),
              departments.number(
                  List.of(
                      institution,
                      InboxRow.column(draft.department()),
                      InboxRow.column(draft.departmentName()))),
              physicians.number(List.of(institution, InboxRow.column(draft.physician()))),
              draft.total() == null ? null : draft.total().fen(),
              count(draft, code -> true),
              count(draft, ListFacts::isMapped),
              count(draft, code -> isOf(code, CodeSystem.DIAGNOSIS)),
              count(draft, code -> isOf(code, CodeSystem.DIAGNOSIS) && isMapped(code)),
              count(draft, code -> isOf(code, CodeSystem.PROCEDURE)),
              count(draft, code -> isOf(code, CodeSystem.PROCEDURE) && isMapped(code)),
              principalDiagnosis,
              principalProcedure);
      noted.add(new Noted(draft, facts, List.copyOf(uses)));
    }
    return noted;
  }

  private static int count(ListDraft draft, Predicate<CodeUse> which) {
    return (int) draft.codes().stream().filter(which).count();
  }

  private static boolean isOf(CodeUse code, CodeSystem system) {
    return code.source().system() == system;
  }

  private static boolean isMapped(CodeUse code) {
    return code.outcome() == Outcome.MAPPED;
  }

  private static List<Object> words(CodeUse use) {
    Code source = use.source();
    return List.of(
        sourceKey(source, use.sourceName()),
        source.system().id(),
        InboxRow.column(source.edition()),
        InboxRow.column(source.value()),
        InboxRow.column(use.sourceName()),
        use.outcome().id(),
        InboxRow.column(use.targetCode()),
        InboxRow.column(use.targetName()),
        use.grayAsPrincipal(),
        use.otherCode(),
        use.manyToOne(),
        use.categoryChanged(),
        use.nameDiffers(),
        InboxRow.column(use.table()));
  }

  /**
   * One spelling for all that the code tables hold for the same, or more: full-width letters,
   * letter case, blanks and daggers do not tell codes apart. The name speaks where there is no
   * code.
   */
  static String sourceKey(Code source, String name) {
    boolean coded = !source.value().isEmpty();
    String text = Normalizer.normalize(coded ? source.value() : name, Normalizer.Form.NFKC);
    return InboxRow.column(
        source.system().id()
            + (coded ? " " : " name ")
            + text.replace('†', '+')
                .replaceAll("[\\s\\p{Z}\\u200b\\ufeff]", "")
                .toUpperCase(Locale.ROOT));
  }

  /** Saves the facts of a list where they differ from what is stored. */
  static void save(Tx tx, long listId, boolean held, Noted noted) throws SQLException {
    Stored now = new Stored(held, noted.facts);
    List<Stored> before =
        tx.query(
            "SELECT * FROM list_fact WHERE list_id = ?",
            row ->
                new Stored(
                    row.getBoolean("held"),
                    new Facts(
                        Tx.date(row, "discharged_on"),
                        Tx.local(row, "settled_at"),
                        row.getInt("department_id"),
                        row.getInt("physician_id"),
                        row.getObject("total_fen", Long.class),
                        row.getInt("codes"),
                        row.getInt("codes_mapped"),
                        row.getInt("diagnoses"),
                        row.getInt("diagnoses_mapped"),
                        row.getInt("procedures"),
                        row.getInt("procedures_mapped"),
                        row.getObject("principal_diagnosis", Integer.class),
                        row.getObject("principal_procedure", Integer.class))),
            listId);
    if (!before.equals(List.of(now))) {
      tx.update("DELETE FROM list_fact WHERE list_id = ?", listId);
      Facts facts = noted.facts;
      tx.update(
          "INSERT INTO list_fact (list_id, held, discharged_on, settled_at, department_id,"
              + " physician_id, total_fen, codes, codes_mapped, diagnoses, diagnoses_mapped,"
              + " procedures, procedures_mapped, principal_diagnosis, principal_procedure)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          listId,
          held,
          facts.dischargedOn,
          facts.settledAt,
          facts.departmentId,
          facts.physicianId,
          facts.totalFen,
          facts.codes,
          facts.codesMapped,
          facts.diagnoses,
          facts.diagnosesMapped,
          facts.procedures,
          facts.proceduresMapped,
          facts.principalDiagnosis,
          facts.principalProcedure);
    }
    List<Use> usesBefore =
        tx.query(
            "SELECT case_id, principal FROM code_use WHERE use_no BETWEEN ? AND ?"
                + " ORDER BY use_no",
            row -> new Use(row.getInt(1), row.getBoolean(2)),
            firstUse(listId),
            firstUse(listId + 1) - 1);
    if (!usesBefore.equals(noted.uses)) {
      deleteUses(tx, listId);
      List<Object[]> rows = new ArrayList<>();
      for (Use use : noted.uses) {
        rows.add(new Object[] {firstUse(listId) + rows.size(), use.caseId, use.principal});
      }
      tx.batch("INSERT INTO code_use (use_no, case_id, principal) VALUES (?, ?, ?)", rows);
    }
  }

  static void delete(Tx tx, long listId) throws SQLException {
    tx.update("DELETE FROM list_fact WHERE list_id = ?", listId);
    deleteUses(tx, listId);
  }

  private static void deleteUses(Tx tx, long listId) throws SQLException {
    tx.update(
        "DELETE FROM code_use WHERE use_no BETWEEN ? AND ?",
        firstUse(listId),
        firstUse(listId + 1) - 1);
  }

  private static long firstUse(long listId) {
    return listId * PLACES;
  }
}
