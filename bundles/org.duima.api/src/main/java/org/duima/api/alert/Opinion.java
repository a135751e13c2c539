package org.duima.api.alert;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a rule thinks of an order. A rule that sees nothing wrong says nothing. */
public sealed interface Opinion {
  /** The point that was applied, empty for a class without points. */
  Optional<KnowledgePoint> point();

  /** Ids of the lines that it is about, in their order; empty for the visit as a whole. */
  List<String> lineIds();

  /**
   * The order goes against the knowledge base.
   *
   * @param facts what it was concluded from, with their sources
   * @param words for the braces of the class's text, such as {@code age} to {@code 35}
   */
  record Hit(
      Optional<KnowledgePoint> point,
      List<String> lineIds,
      List<Evidence> facts,
      Map<String, String> words)
      implements Opinion {
    public Hit {
      Objects.requireNonNull(point, "point");
      lineIds = List.copyOf(lineIds);
      facts = List.copyOf(facts);
      words = Map.copyOf(words);
    }
  }

  /**
   * It may or may not; what would be needed is not known.
   *
   * @param missing names of what is not known, such as {@code sex} or {@code dx-set}
   */
  record CannotTell(Optional<KnowledgePoint> point, List<String> lineIds, Set<String> missing)
      implements Opinion {
    public CannotTell {
      Objects.requireNonNull(point, "point");
      lineIds = List.copyOf(lineIds);
      missing = Set.copyOf(missing);
    }
  }

  /**
   * A fact that was used.
   *
   * @param name such as {@code sex}, {@code age}, {@code diagnosis}
   * @param value as used
   * @param source where it was said
   */
  record Evidence(String name, String value, String source) {
    public Evidence {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(source, "source");
    }

    public static Evidence of(String name, Known<?> known) {
      return new Evidence(name, known.value().toString(), known.source());
    }
  }
}
