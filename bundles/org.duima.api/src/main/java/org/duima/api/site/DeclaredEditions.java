package org.duima.api.site;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duima.api.Code;
import org.duima.api.CodeSystem;

/**
 * Which editions the codes of a site's sources are of, where a message itself does not say. The
 * narrowest declaration counts: that of a message field, then of a department, then of a sender,
 * then the default. Keys in the configuration, behind {@code edition.}:
 *
 * <ul>
 *   <li>{@code SYSTEM.field.FIELD}, such as {@code diagnosis.field.DG1-3} or {@code
 *       diagnosis.field.4401.diseinfo}
 *   <li>{@code SYSTEM.department.CODE}, the hospital's own code of the department
 *   <li>{@code SYSTEM.sender.PATTERN}, {@code MSH-3|MSH-4} or a fixmedins_code, with {@code *}; the
 *       longest pattern that fits counts
 *   <li>{@code transaction.diagnosis}, {@code transaction.4401.procedure} and the like, the default
 *       of copies of transactions
 *   <li>{@code SYSTEM}, the default of everything else
 * </ul>
 *
 * Immutable.
 */
public final class DeclaredEditions {
  private static final String TRANSACTION = "transaction.";

  private final Map<CodeSystem, OfSystem> bySystem = new EnumMap<>(CodeSystem.class);
  private final Map<String, String> ofTransactions = new HashMap<>();

  /**
   * Where a code stood.
   *
   * @param field segment and field ({@code DG1-3}), or infno and node ({@code 4401.diseinfo})
   * @param department the hospital's own code of the department, empty if the message names none
   * @param sender {@code MSH-3|MSH-4}, or a fixmedins_code; may be empty
   */
  public record Place(String field, String department, String sender) {}

  /** What is declared for one code system. */
  private static final class OfSystem {
    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, String> departments = new HashMap<>();

    /** The longest pattern first, because it says most. */
    private final Map<String, String> senders =
        new TreeMap<>(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));

    private String otherwise = "";

    /** What is declared of a place itself, null if nothing is. */
    String of(Place place) {
      String ofField = fields.get(place.field());
      if (ofField != null) {
        return ofField;
      }
      String ofDepartment = departments.get(place.department());
      if (ofDepartment != null) {
        return ofDepartment;
      }
      for (Map.Entry<String, String> sender : senders.entrySet()) {
        if (SenderPattern.matches(sender.getKey(), place.sender())) {
          return sender.getValue();
        }
      }
      return null;
    }
  }

  private DeclaredEditions() {
    for (CodeSystem system : CodeSystem.values()) {
      bySystem.put(system, new OfSystem());
    }
  }

  /**
   * Reads the keys, without the {@code edition.} before them.
   *
   * @throws IllegalArgumentException with the key and what is wrong with it
   */
  static DeclaredEditions of(Map<String, String> settings) {
    DeclaredEditions declared = new DeclaredEditions();
    settings.forEach(declared::add);
    return declared;
  }

  private void add(String key, String edition) {
    if (key.startsWith(TRANSACTION)) {
      ofTransactions.put(key.substring(TRANSACTION.length()), edition);
      return;
    }
    String[] parts = key.split("\\.", 3);
    OfSystem declared = bySystem.get(system(key, parts[0]));
    if (parts.length == 1) {
      declared.otherwise = edition;
      return;
    }
    Map<String, String> places =
        switch (parts[1]) {
          case "field" -> declared.fields;
          case "department" -> declared.departments;
          case "sender" -> declared.senders;
          default -> throw bad(key);
        };
    if (parts.length < 3 || parts[2].isBlank()) {
      throw bad(key);
    }
    places.put(parts[2].trim(), edition);
  }

  private static CodeSystem system(String key, String id) {
    for (CodeSystem system : CodeSystem.values()) {
      if (system.id().equals(id)) {
        return system;
      }
    }
    throw bad(key);
  }

  private static IllegalArgumentException bad(String key) {
    String systems =
        Arrays.stream(CodeSystem.values()).map(CodeSystem::id).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "edition."
            + key
            + ": 应为 edition.种类、edition.种类.field.字段、edition.种类.department.科室 或"
            + " edition.种类.sender.发送方 / expected edition.SYSTEM, edition.SYSTEM.field.FIELD,"
            + " edition.SYSTEM.department.CODE or edition.SYSTEM.sender.PATTERN ("
            + systems
            + ")");
  }

  /**
   * The edition of a code in a message that does not say it.
   *
   * @return empty if nothing is declared, or if only the department can tell and the message does
   *     not name one: {@link #completed} then does when the stay is known
   */
  public String edition(CodeSystem system, Place place) {
    OfSystem declared = bySystem.get(system);
    return edition(declared, place, declared.otherwise);
  }

  /**
   * The same for a copy of a transaction.
   *
   * @param name what the default is declared under, such as {@code 4401.diagnosis}
   * @param otherwise the default if the site declares none
   */
  public String edition(CodeSystem system, Place place, String name, String otherwise) {
    return edition(bySystem.get(system), place, ofTransactions.getOrDefault(name, otherwise));
  }

  private static String edition(OfSystem declared, Place place, String otherwise) {
    String edition = declared.of(place);
    if (edition != null) {
      return edition;
    }
    boolean departmentTells = place.department().isEmpty() && !declared.departments.isEmpty();
    return departmentTells ? "" : otherwise;
  }

  /**
   * A code of a stay with the edition that its source left open.
   *
   * @param department the hospital's own code of the stay's department, empty if unknown
   */
  public Code completed(Code code, String department) {
    if (code.hasEdition()) {
      return code;
    }
    OfSystem declared = bySystem.get(code.system());
    String edition = declared.departments.getOrDefault(department, declared.otherwise);
    return new Code(code.system(), edition, code.value());
  }
}
