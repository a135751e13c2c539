package org.duima.web.internal;

import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.mapping.CodeSuggester;
import org.duima.web.internal.Operation.Kind;

/** Codes: what one could mean, what a dictionary holds. */
public final class CodesResource implements Resource {
  private static final int FEW = 10;
  private static final int OLDEST = 150;

  private final Supplier<Optional<CodeSuggester>> suggester;
  private final Clock clock;

  public CodesResource(Supplier<Optional<CodeSuggester>> suggester, Clock clock) {
    this.suggester = suggester;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/codes/suggestions", "候选编码", "What a code could mean")
            .query("system", "编码体系，默认 diagnosis", "code system, by default diagnosis")
            .query("edition", "来源版本", "edition of the source")
            .query("code", "来源编码", "the source's code")
            .query("name", "来源名称", "the source's name for it")
            .query("to", "目标版本，默认 insurance-2.0", "edition wanted, by default insurance-2.0")
            .query("sex", "1 男、2 女", "1 male, 2 female")
            .query("age", Kind.INTEGER, "周岁", "completed years")
            .query("on", Kind.DATE, "出院日期，默认今天", "day of discharge, by default today")
            .query("max", Kind.INTEGER, "最多几个，默认 10", "how many at most, by default 10")
            .answers(200, "候选，最可能者在前", "candidates, the likeliest first")
            .answers(503, "候选索引尚未就绪", "the index is not there yet")
            .by(this::suggestions),
        Operation.get("/api/codes/search", "查字典", "Looks into a dictionary")
            .query("system", "编码体系，默认 diagnosis", "code system, by default diagnosis")
            .query("to", "字典版本，默认 insurance-2.0", "its edition, by default insurance-2.0")
            .query("q", "编码开头，或名称的一部分", "beginning of a code, or part of a name")
            .query("on", Kind.DATE, "出院日期，默认今天", "day of discharge, by default today")
            .query("max", Kind.INTEGER, "最多几条，默认 10", "how many at most, by default 10")
            .answers(200, "编码、名称、是否灰码", "code, name, whether gray")
            .answers(503, "候选索引尚未就绪", "the index is not there yet")
            .by(this::search));
  }

  private Object search(Call call) throws ProblemException {
    CodeSuggester index = ProblemException.present(suggester, "编码候选", "the suggester");
    return index
        .search(
            system(call.parameter("system")),
            targetEdition(call),
            call.required("q"),
            call.date("on", LocalDate.now(clock)),
            call.max(FEW))
        .stream()
        .map(CodesResource::entry)
        .toList();
  }

  private static Map<String, Object> entry(CodeSuggester.Entry entry) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("code", entry.code().value());
    shown.put("name", entry.name());
    shown.put("gray", entry.grayAsPrincipal());
    return shown;
  }

  private Object suggestions(Call call) throws ProblemException {
    CodeSuggester index = ProblemException.present(suggester, "编码候选", "the suggester");
    Code source =
        new Code(
            system(call.parameter("system")), call.parameter("edition"), call.parameter("code"));
    if (source.value().isEmpty() && call.parameter("name").isEmpty()) {
      throw ProblemException.bad("请给出 code 或 name", "give a code or a name");
    }
    CodeSuggester.Question question =
        new CodeSuggester.Question(
            source,
            call.parameter("name"),
            targetEdition(call),
            call.parameter("sex"),
            call.number("age", -1, 0, OLDEST),
            call.date("on", LocalDate.now(clock)),
            call.max(FEW));
    return index.suggest(question).stream().map(CodesResource::suggestion).toList();
  }

  /** The code system of a name; diagnosis where none is given. */
  static CodeSystem system(String id) throws ProblemException {
    try {
      return id.isEmpty() ? CodeSystem.DIAGNOSIS : CodeSystem.ofId(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.bad("没有此编码体系", "there is no such code system");
    }
  }

  private static String targetEdition(Call call) {
    String edition = call.parameter("to");
    return edition.isEmpty() ? Editions.INSURANCE_2_0 : edition;
  }

  private static Map<String, Object> suggestion(CodeSuggester.Suggestion suggestion) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("code", suggestion.code().value());
    shown.put("name", suggestion.name());
    shown.put("score", suggestion.score());
    shown.put("reasons", suggestion.reasons().stream().map(Json::text).toList());
    shown.put("gray", suggestion.grayAsPrincipal());
    return shown;
  }
}
