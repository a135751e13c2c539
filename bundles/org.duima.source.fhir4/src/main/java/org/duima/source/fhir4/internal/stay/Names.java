package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.encounter.Key;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Keys of encounters and patients: the hospital's and the platform's numbers, and the id of the
 * resource at its source, by which messages name what an earlier one held.
 */
final class Names {
  /** Longer than any id, URL or number; longer ones name nothing. */
  static final int LONGEST = 200;

  private static final String PLATFORM = "urn:nhsa:";

  private final Mapping mapping;
  private final Graph graph;
  private final String institution;
  private final Work work;

  Names(Mapping mapping, Graph graph, String institution, Work work) {
    this.mapping = mapping;
    this.graph = graph;
    this.institution = institution;
    this.work = work;
  }

  /** Keys of an Encounter, the hospital's number first. */
  List<Key> of(Encounter encounter) {
    List<Key> keys = numbers(encounter, List.of(Key.Kind.VISIT, Key.Kind.MDTRT));
    id(encounter).ifPresent(id -> add(Key.Kind.ENCOUNTER, id, keys));
    return keys;
  }

  /** Keys of a Patient, the hospital's number first. */
  List<Key> of(Patient patient) {
    List<Key> keys = numbers(patient, List.of(Key.Kind.PATIENT));
    id(patient).ifPresent(id -> add(Key.Kind.PATIENT, id, keys));
    keys.addAll(numbers(patient, List.of(Key.Kind.PERSON)));
    return keys;
  }

  /** Keys of a Patient by its id alone. */
  List<Key> idsOf(Patient patient) {
    List<Key> keys = new ArrayList<>();
    id(patient).ifPresent(id -> add(Key.Kind.PATIENT, id, keys));
    return keys;
  }

  /** Keys of an Encounter that the message does not hold. */
  List<Key> ofEncounter(Reference reference) {
    List<Key> keys = new ArrayList<>();
    identifier(reference)
        .ifPresent(
            identifier -> {
              Encounter named = new Encounter();
              named.addIdentifier(typed(identifier, "VN"));
              keys.addAll(numbers(named, List.of(Key.Kind.VISIT, Key.Kind.MDTRT)));
            });
    lasting(reference).ifPresent(id -> add(Key.Kind.ENCOUNTER, id, keys));
    return keys;
  }

  /** Keys of a Patient that the message does not hold. */
  List<Key> ofPatient(Reference reference) {
    List<Key> keys = new ArrayList<>();
    Optional<Identifier> identifier = identifier(reference);
    Patient named = new Patient();
    identifier.ifPresent(one -> named.addIdentifier(typed(one, "MR")));
    keys.addAll(numbers(named, List.of(Key.Kind.PATIENT)));
    lasting(reference).ifPresent(id -> add(Key.Kind.PATIENT, id, keys));
    keys.addAll(numbers(named, List.of(Key.Kind.PERSON)));
    return keys;
  }

  private List<Key> numbers(Resource resource, List<Key.Kind> kinds) {
    List<Key> keys = new ArrayList<>();
    Entry entry =
        new Entry(
            new Node(resource, resource),
            resource.fhirType(),
            graph.place(resource),
            mapping,
            graph,
            work);
    for (Key.Kind kind : kinds) {
      add(kind, entry.text("key." + kind), keys);
    }
    return keys;
  }

  private void add(Key.Kind kind, String value, List<Key> keys) {
    if (!value.isBlank() && value.length() <= LONGEST) {
      keys.add(new Key(kind, institution, value));
    }
  }

  /**
   * The id under which other messages may speak of a resource. A urn is none: it holds within its
   * message, and a sender that fills in templates uses one urn for many patients.
   */
  private static Optional<String> id(Resource resource) {
    String id = Graph.id(resource);
    return id.isEmpty() ? Optional.empty() : Optional.of(resource.fhirType() + "/" + id);
  }

  private static Optional<String> lasting(Reference reference) {
    return Graph.name(reference).filter(name -> !name.startsWith("urn:"));
  }

  /** The identifier of a logical or conditional reference. */
  private static Optional<Identifier> identifier(Reference reference) {
    if (reference.hasIdentifier() && reference.getIdentifier().hasValue()) {
      return Optional.of(reference.getIdentifier());
    }
    String url = reference.hasReference() ? reference.getReference().strip() : "";
    int query = url.indexOf("?identifier=");
    if (query < 0) {
      return Optional.empty();
    }
    String token = url.substring(query + "?identifier=".length());
    int bar = token.indexOf('|');
    Identifier identifier = new Identifier();
    identifier.setSystem(bar > 0 ? token.substring(0, bar) : null);
    identifier.setValue(token.substring(bar + 1));
    return Optional.of(identifier);
  }

  /** A number of no type, and none of the platform's, is taken for the hospital's own. */
  private static Identifier typed(Identifier identifier, String type) {
    boolean isPlatforms = identifier.hasSystem() && identifier.getSystem().startsWith(PLATFORM);
    if (identifier.hasType() || isPlatforms) {
      return identifier;
    }
    Identifier typed = identifier.copy();
    typed.getType().addCoding().setCode(type);
    return typed;
  }
}
