package org.example.duima.codeview;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.duima.api.mapping.CodeTable;
import org.duima.api.spi.CodeTableSource;

/**
 * A view of the hospital's database as a code table. The view has the columns {@code code}, {@code
 * name}, {@code target_code}, {@code target_name}; a dictionary leaves the last two empty.
 */
public class CodeView implements CodeTableSource {
  private static final Pattern VIEW = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z0-9_]+)?");
  private static final int SECONDS_FOR_A_QUERY = 300;
  private static final int ROWS_AT_A_TIME = 1_000;

  private final DataSource database;
  private final String name;
  private final String view;
  private final CodeTable.Kind kind;
  private final String system;
  private final String from;
  private final String to;
  private final int refreshSeconds;

  /**
   * @throws IllegalArgumentException naming the setting and what is wrong with it
   */
  public CodeView(DataSource database, Map<String, String> settings) {
    this.database = database;
    this.name = required(settings, "name");
    this.view = required(settings, "view");
    if (!VIEW.matcher(view).matches()) {
      // it becomes part of a query, so it may be nothing but a name
      throw new IllegalArgumentException("view: 应为视图名 / the name of a view");
    }
    this.kind = kind(required(settings, "kind"));
    this.system = required(settings, "system");
    this.from = settings.getOrDefault("from", "");
    this.to = settings.getOrDefault("to", "");
    String seconds = settings.getOrDefault("refreshSeconds", "3600").strip();
    if (!seconds.matches("[1-9][0-9]{1,6}")) {
      throw new IllegalArgumentException("refreshSeconds: 应为不小于 10 的整数 / at least 10");
    }
    this.refreshSeconds = Integer.parseInt(seconds);
  }

  private static CodeTable.Kind kind(String stated) {
    for (CodeTable.Kind kind : CodeTable.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(stated)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "kind: 应为 crosswalk、dictionary、values 或 gray / must be one of these");
  }

  private static String required(Map<String, String> settings, String key) {
    String value = settings.getOrDefault(key, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(key + ": 必填 / required");
    }
    return value;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int refreshSeconds() {
    return refreshSeconds;
  }

  @Override
  public final List<CodeTable> load() throws IOException {
    String query =
        "SELECT code, name, target_code, target_name FROM " + view + " ORDER BY code, target_code";
    List<CodeTable.Row> rows = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setQueryTimeout(SECONDS_FOR_A_QUERY);
      statement.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          String code = result.getString(1);
          if (code != null && !code.isBlank()) {
            rows.add(
                new CodeTable.Row(
                    code, result.getString(2), result.getString(3), result.getString(4)));
          }
        }
      }
    } catch (SQLException e) {
      // a driver's own text may quote the address with its password
      throw new IOException(
          "视图 " + view + " 无法读取 / the view cannot be read, SQLState " + e.getSQLState());
    }
    return List.of(
        new CodeTable(
            view.replaceAll("[^A-Za-z0-9]", "-"),
            kind,
            system,
            from,
            to,
            null,
            null,
            false,
            "JDBC " + view,
            rows));
  }
}
