package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duima.api.mapping.CodeTable;
import org.duima.api.mapping.CodeTable.Kind;
import org.junit.jupiter.api.Test;

/** What every {@link CodeTableSource} promises. A test class of a source extends it. */
public abstract class CodeTableSourceContract {
  private static final int LEAST_SECONDS = 10;

  /** The source under test, which can be read and has at least one table. */
  protected abstract CodeTableSource source() throws Exception;

  /** The same source while what it reads is away. */
  protected abstract CodeTableSource unreadable() throws Exception;

  /** Passwords and the like, which no text may hold. */
  protected abstract List<String> secrets();

  @Test
  final void hasANameAndATime() throws Exception {
    assertThat(source().name()).matches("[A-Za-z0-9-]{1,64}").isEqualTo(source().name());
    assertThat(unreadable().name()).as("while it is away").isEqualTo(source().name());
    assertThat(source().refreshSeconds()).isGreaterThanOrEqualTo(LEAST_SECONDS);
  }

  @Test
  final void givesWholeTablesWithNamesOfTheirOwn() throws Exception {
    List<CodeTable> tables = source().load();
    assertThat(tables).isNotEmpty().doesNotContainNull();
    Set<String> names = new HashSet<>();
    for (CodeTable table : tables) {
      assertThat(names.add(table.name())).as(table.name()).isTrue();
      assertThat(table.system()).as(table.name()).isNotBlank();
      assertThat(table.rows()).as(table.name()).isNotEmpty();
    }
  }

  @Test
  final void noCodeHasTwoTargetsAndEveryCodeThatIsTranslatedHasOne() throws Exception {
    for (CodeTable table : source().load()) {
      boolean translates = table.kind() == Kind.CROSSWALK || table.kind() == Kind.VALUES;
      Map<String, String> targets = new HashMap<>();
      for (CodeTable.Row row : table.rows()) {
        if (translates) {
          assertThat(row.targetCode()).as(table.name() + " " + row.code()).isNotBlank();
        }
        String former = targets.put(row.code(), row.targetCode());
        assertThat(former == null || former.equals(row.targetCode()))
            .as(table.name() + " " + row.code())
            .isTrue();
      }
    }
  }

  @Test
  final void givesTheSameUntilSomebodyChangesIt() throws Exception {
    CodeTableSource source = source();
    assertThat(source.load()).isEqualTo(source.load());
  }

  @Test
  final void answersSeveralThreadsAlike() throws Exception {
    CodeTableSource source = source();
    Together.alike(source::load);
  }

  @Test
  final void whatCannotBeReadIsAnIoExceptionWithoutSecrets() throws Exception {
    CodeTableSource away = unreadable();
    assertThatThrownBy(away::load).isInstanceOf(IOException.class);
    Throwable trouble = catchThrowable(away::load);
    assertThat(trouble.getMessage()).isNotBlank();
    Together.keepsSecrets(trouble.getMessage(), secrets());
  }
}
