package org.duima.web.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.mapping.Dictionaries;

/** What the dictionaries of fields hold, for people who read or correct a list. */
public final class DictionariesResource implements Resource {
  private final Supplier<Optional<Dictionaries>> dictionaries;

  /** The dictionaries may be missing for a while. */
  public DictionariesResource(Supplier<Optional<Dictionaries>> dictionaries) {
    this.dictionaries = dictionaries;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/dictionaries/{name}", "一个字段字典", "The dictionary of a field")
            .answers(
                200,
                "现行的值与名称；complete 为假时可能还有别的值",
                "values in force with their names; there may be others unless it is complete")
            .answers(404, "没有载入这个字典", "this dictionary is not loaded")
            .by(this::dictionary));
  }

  private Object dictionary(Call call) throws ProblemException {
    Dictionaries known = ProblemException.present(dictionaries, "字典", "the dictionaries");
    String name = call.path("name");
    if (!known.has(name)) {
      throw ProblemException.notFound();
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", name);
    shown.put("complete", known.isComplete(name));
    shown.put(
        "values",
        known.values(name).entrySet().stream()
            .map(value -> Map.of("code", value.getKey(), "name", value.getValue()))
            .toList());
    return shown;
  }
}
