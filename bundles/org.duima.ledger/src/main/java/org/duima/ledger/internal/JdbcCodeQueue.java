package org.duima.ledger.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Money;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.mapping.SourceCode;
import org.duima.api.settlement.CodeUse;

/**
 * The coder's queue, counted from the uses of those codes alone that no table decides. Safe for use
 * by several threads.
 */
final class JdbcCodeQueue implements CodeQueue {
  private static final String READ_FAILED = "读取编码队列失败 / reading the queue of codes failed";

  /** Uses of open codes by source and list; a decision hides those that nothing holds. */
  private static final String OPEN_USES =
      " FROM (SELECT c.source_key, c.edition, u.use_no / "
          + ListFacts.PLACES
          + " AS list_id, COUNT(*) AS uses, MAX(c.case_id) AS latest_case"
          + " FROM code_case c JOIN code_use u ON u.case_id = c.case_id"
          + " WHERE c.outcome <> 'mapped'%s"
          + " GROUP BY c.source_key, c.edition, u.use_no / "
          + ListFacts.PLACES
          + ") x JOIN list_fact f ON f.list_id = x.list_id"
          + " JOIN department d ON d.department_id = f.department_id"
          + " WHERE (f.held OR NOT EXISTS (SELECT 1 FROM code_decision k"
          + " WHERE k.source_key = x.source_key AND k.standing IS NOT NULL"
          + " AND k.edition = x.edition AND (k.department = '' OR k.department = d.code)))";

  private static final Comparator<Counted> MOST_URGENT_FIRST =
      Comparator.comparingLong((Counted c) -> -c.heldLists)
          .thenComparingLong(c -> -c.occurrences)
          .thenComparing(c -> c.key.sourceKey)
          .thenComparing(c -> c.key.edition);

  private final Database database;

  JdbcCodeQueue(Database database) {
    this.database = database;
  }

  private record SourceKey(String sourceKey, String edition) {
    static SourceKey of(ResultSet row) throws SQLException {
      return new SourceKey(row.getString("source_key"), row.getString("edition"));
    }
  }

  private record Counted(
      SourceKey key,
      int latestCase,
      long occurrences,
      long lists,
      long heldLists,
      long fen,
      LocalDate lastSeen) {}

  private record Spelling(SourceCode source, CodeUse.Outcome outcome) {}

  private record Use(SourceKey key, Department department) {}

  @Override
  public Open open(Filter filter) {
    return database.read(
        READ_FAILED,
        tx -> {
          List<Counted> counted = counted(tx, filter);
          counted.sort(MOST_URGENT_FIRST);
          List<Counted> shown = counted.subList(0, Math.min(filter.max(), counted.size()));
          return new Open(counted.size(), shown.isEmpty() ? List.of() : described(tx, shown));
        });
  }

  private static List<Counted> counted(Tx tx, Filter filter) throws SQLException {
    List<Object> values = new ArrayList<>();
    StringBuilder ofCase = new StringBuilder();
    if (filter.system() != null) {
      ofCase.append(" AND c.code_system = ?");
      values.add(filter.system().id());
    }
    String search = filter.search().trim().toLowerCase(Locale.ROOT);
    if (!search.isEmpty()) {
      ofCase.append(
          " AND c.source_key IN (SELECT s.source_key FROM code_case s WHERE"
              + " LOWER(s.code) LIKE ? ESCAPE '!' OR LOWER(s.name) LIKE ? ESCAPE '!')");
      String literal = search.replace("!", "!!").replace("%", "!%").replace("_", "!_");
      values.add(literal + "%");
      values.add("%" + literal + "%");
    }
    String ofDepartment = "";
    if (!filter.department().isEmpty()) {
      ofDepartment = " AND d.code = ?";
      values.add(filter.department());
    }
    return tx.query(
        "SELECT x.source_key, x.edition, MAX(x.latest_case) AS latest_case, SUM(x.uses) AS uses,"
            + " COUNT(*) AS lists, SUM(CASE WHEN f.held THEN 1 ELSE 0 END) AS held_lists,"
            + " SUM(COALESCE(f.total_fen, 0)) AS fen, MAX(f.discharged_on) AS last_seen"
            + OPEN_USES.formatted(ofCase)
            + ofDepartment
            + " GROUP BY x.source_key, x.edition",
        row ->
            new Counted(
                SourceKey.of(row),
                row.getInt("latest_case"),
                row.getLong("uses"),
                row.getLong("lists"),
                row.getLong("held_lists"),
                row.getLong("fen"),
                Tx.date(row, "last_seen")),
        values.toArray());
  }

  private static List<OpenCode> described(Tx tx, List<Counted> shown) throws SQLException {
    Map<Integer, Spelling> spellings = new HashMap<>();
    tx.query(
            "SELECT case_id, code_system, edition, code, name, outcome FROM code_case"
                + " WHERE case_id = ANY(?)",
            row ->
                Map.entry(
                    row.getInt("case_id"),
                    new Spelling(
                        new SourceCode(
                            new Code(
                                CodeSystem.ofId(row.getString("code_system")),
                                row.getString("edition"),
                                row.getString("code")),
                            row.getString("name")),
                        CodeUse.Outcome.valueOf(
                            row.getString("outcome").toUpperCase(Locale.ROOT)))),
            shown.stream().map(counted -> (long) counted.latestCase).toList())
        .forEach(entry -> spellings.put(entry.getKey(), entry.getValue()));
    Map<SourceKey, List<Department>> departments = departments(tx, shown);
    return shown.stream()
        .map(
            counted -> {
              Spelling spelling = spellings.get(counted.latestCase);
              return new OpenCode(
                  spelling.source,
                  spelling.outcome,
                  counted.occurrences,
                  counted.lists,
                  counted.heldLists,
                  new Money(counted.fen),
                  counted.lastSeen,
                  departments.getOrDefault(counted.key, List.of()));
            })
        .toList();
  }

  private static Map<SourceKey, List<Department>> departments(Tx tx, List<Counted> shown)
      throws SQLException {
    Set<String> keys = new TreeSet<>();
    shown.forEach(counted -> keys.add(counted.key.sourceKey));
    Map<SourceKey, List<Department>> departments = new HashMap<>();
    tx.query(
            "SELECT x.source_key, x.edition, d.code, MAX(d.name) AS name, SUM(x.uses) AS uses"
                + OPEN_USES.formatted(" AND c.source_key = ANY(?)")
                + " GROUP BY x.source_key, x.edition, d.code ORDER BY uses DESC, d.code",
            row ->
                new Use(
                    SourceKey.of(row),
                    new Department(
                        row.getString("code"), row.getString("name"), row.getLong("uses"))),
            keys)
        .forEach(
            use ->
                departments.computeIfAbsent(use.key, k -> new ArrayList<>()).add(use.department));
    return departments;
  }

  @Override
  public List<UsingList> lists(SourceCode source, int max) {
    return database.read(
        READ_FAILED,
        tx ->
            tx.query(
                "SELECT l.setl_id, l.stay_id, l.state, s.state AS sent_state, d.code, d.name,"
                    + " f.discharged_on, f.total_fen, x.principal FROM (SELECT u.use_no / "
                    + ListFacts.PLACES
                    + " AS list_id, MAX(CASE WHEN u.principal THEN 1 ELSE 0 END) AS principal"
                    + " FROM code_case c JOIN code_use u ON u.case_id = c.case_id"
                    + " WHERE c.outcome <> 'mapped' AND c.source_key = ? AND c.edition = ?"
                    + " GROUP BY u.use_no / "
                    + ListFacts.PLACES
                    + ") x JOIN list_fact f ON f.list_id = x.list_id"
                    + " JOIN department d ON d.department_id = f.department_id"
                    + " JOIN settlement_list l ON l.list_id = x.list_id"
                    + " LEFT JOIN submission s ON s.setl_id = l.setl_id"
                    + " ORDER BY f.held DESC, f.discharged_on DESC, l.list_id DESC"
                    + " FETCH FIRST ? ROWS ONLY",
                JdbcCodeQueue::usingList,
                ListFacts.sourceKey(source.code(), source.name()),
                source.code().edition(),
                max));
  }

  private static UsingList usingList(ResultSet row) throws SQLException {
    String state = row.getString("state");
    String sent = row.getString("sent_state");
    Long fen = row.getObject("total_fen", Long.class);
    return new UsingList(
        ListKeeper.text(row, "setl_id"),
        Long.toString(row.getLong("stay_id")),
        ListKeeper.state(state, sent),
        ListKeeper.stateZh(state, sent),
        row.getString("code"),
        row.getString("name"),
        Tx.date(row, "discharged_on"),
        fen == null ? null : new Money(fen),
        row.getInt("principal") == 1);
  }

  private record CaseUses(Code source, String target, long uses) {}

  @Override
  public Map<Code, Long> uses(LocalDate since) {
    Map<Code, Long> uses = new LinkedHashMap<>();
    database
        .read(
            READ_FAILED,
            tx ->
                tx.query(
                    "SELECT c.code_system, c.edition, c.code, c.target_code, COUNT(*) AS uses"
                        + " FROM list_fact f JOIN code_use u ON u.use_no BETWEEN f.list_id * "
                        + ListFacts.PLACES
                        + " AND f.list_id * "
                        + ListFacts.PLACES
                        + " + "
                        + (ListFacts.PLACES - 1)
                        + " JOIN code_case c ON c.case_id = u.case_id WHERE f.discharged_on >= ?"
                        + " GROUP BY c.code_system, c.edition, c.code, c.target_code"
                        + " ORDER BY c.code_system, c.edition, c.code, c.target_code",
                    row ->
                        new CaseUses(
                            new Code(
                                CodeSystem.ofId(row.getString("code_system")),
                                row.getString("edition"),
                                row.getString("code")),
                            row.getString("target_code"),
                            row.getLong("uses")),
                    since))
        .forEach(
            used -> {
              Code target = new Code(used.source.system(), Editions.INSURANCE_2_0, used.target);
              if (!used.source.value().isEmpty()) {
                uses.merge(used.source, used.uses, Long::sum);
              }
              if (!used.target.isEmpty() && !target.equals(used.source)) {
                uses.merge(target, used.uses, Long::sum);
              }
            });
    return uses;
  }
}
