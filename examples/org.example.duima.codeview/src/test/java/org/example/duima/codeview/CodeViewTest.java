package org.example.duima.codeview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duima.api.mapping.CodeTable;
import org.duima.api.mapping.CodeTable.Row;
import org.duima.api.spi.CodeTableSource;
import org.duima.api.spi.CodeTableSourceContract;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CodeViewTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "name", "his-diagnosis",
          "view", "V_DUIMA_DIAGNOSIS",
          "kind", "crosswalk",
          "system", "diagnosis",
          "from", "local",
          "to", "insurance-2.0",
          "refreshSeconds", "600");

  private final String password = UUID.randomUUID().toString();
  private JdbcDataSource database;
  private Connection open;

  @BeforeEach
  void makesADatabase() throws SQLException {
    database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID());
    database.setUser("his");
    database.setPassword(password);
    open = database.getConnection();
    run(
        "CREATE TABLE icd(code VARCHAR(50), name VARCHAR(200), yb VARCHAR(50), yb_name VARCHAR(200))");
    run("INSERT INTO icd VALUES ('X1', '高血压', 'I10.x00', '特发性高血压'), ('', '无码', 'I10.x00', '')");
    run(
        "CREATE VIEW v_duima_diagnosis AS SELECT code, name, yb AS target_code, yb_name AS target_name"
            + " FROM icd");
  }

  @AfterEach
  void closesIt() throws SQLException {
    open.close();
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  private CodeView view(String key, String value) {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put(key, value);
    return new CodeView(database, settings);
  }

  @Test
  void theViewIsATable() throws IOException {
    CodeTable table = view("view", "V_DUIMA_DIAGNOSIS").load().get(0);
    assertThat(table.name()).isEqualTo("V-DUIMA-DIAGNOSIS");
    assertThat(table.kind()).isEqualTo(CodeTable.Kind.CROSSWALK);
    assertThat(table.rows()).containsExactly(new Row("X1", "高血压", "I10.x00", "特发性高血压"));
  }

  @Test
  void nothingButANameBecomesPartOfAQuery() {
    assertThatThrownBy(() -> view("view", "icd; DROP TABLE icd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("view");
    assertThatThrownBy(() -> view("kind", "")).hasMessageContaining("kind");
    assertThatThrownBy(() -> view("refreshSeconds", "5")).hasMessageContaining("refreshSeconds");
  }

  @Nested
  class Contract extends CodeTableSourceContract {
    @Override
    protected CodeTableSource source() {
      return new CodeView(database, SETTINGS);
    }

    @Override
    protected CodeTableSource unreadable() {
      return view("view", "V_GONE");
    }

    @Override
    protected List<String> secrets() {
      return List.of(password);
    }
  }
}
