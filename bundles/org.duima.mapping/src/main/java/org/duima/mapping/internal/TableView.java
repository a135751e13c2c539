package org.duima.mapping.internal;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.CodeQuestion;
import org.duima.api.mapping.Dictionaries;

/** One version of the tables on one day. Immutable. */
public final class TableView implements CodeMapper, Dictionaries {
  private final TableSet tables;
  private final SuggestionRule suggestions;
  private final LocalDate today;

  TableView(TableSet tables, SuggestionRule suggestions, LocalDate today) {
    this.tables = tables;
    this.suggestions = suggestions;
    this.today = today;
  }

  @Override
  public TableView asOfNow() {
    return this;
  }

  @Override
  public CodeMatch map(CodeQuestion question) {
    CodeMatch match = tables.map(question);
    return match instanceof CodeMatch.Unmapped
        ? suggestions.apply(question).<CodeMatch>map(mapped -> mapped).orElse(match)
        : match;
  }

  @Override
  public Optional<String> codeName(CodeSystem system, String edition, String code, LocalDate on) {
    return tables.codeName(system, edition, code, on);
  }

  @Override
  public boolean isComplete(CodeSystem system, String edition, LocalDate on) {
    return tables.isComplete(system, edition, on);
  }

  @Override
  public Optional<String> name(String dictionary, String code) {
    return tables.name(dictionary, code, today);
  }

  @Override
  public Map<String, String> values(String dictionary) {
    return tables.values(dictionary, today);
  }

  @Override
  public boolean has(String dictionary) {
    return tables.has(dictionary, today);
  }

  @Override
  public boolean isComplete(String dictionary) {
    return tables.isComplete(dictionary, today);
  }

  @Override
  public Optional<String> translate(String dictionary, String format, String value) {
    return tables.translate(dictionary, format, value, today);
  }
}
