package org.duima.source.fhir4.internal.stay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.source.fhir4.internal.References;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * The resources of a message and what names them, with those of other messages that were fetched
 * because this one names them. A reference is resolved one step at a time, so that circles do no
 * harm. For use by one thread.
 */
final class Graph {
  private final Map<Resource, String> places = new IdentityHashMap<>();
  private final List<Resource> resources = new ArrayList<>();
  private final Map<String, Resource> byUrl = new HashMap<>();
  private final Map<String, Resource> byTypeAndId = new HashMap<>();
  private final Map<String, List<Resource>> byIdentifier = new HashMap<>();
  private final Map<Resource, String> fullUrls = new IdentityHashMap<>();
  private final Map<Resource, String> baseOf = new IdentityHashMap<>();
  private final Map<Reference, Boolean> missed = new IdentityHashMap<>();
  private final List<Unresolved> unresolved = new ArrayList<>();
  private final Set<String> wanted = new LinkedHashSet<>();
  private final Map<String, Resource> others = new HashMap<>();
  private final Map<Resource, Graph> homes = new IdentityHashMap<>();

  /** A reference that led nowhere, and the resource that it stands in. */
  record Unresolved(Reference reference, Resource owner) {}

  private Graph() {}

  /** The resources of a Bundle, bundles within it included, or a single one. */
  static Graph of(Resource root) {
    Graph graph = new Graph();
    graph.add(root, root.fhirType(), "");
    return graph;
  }

  private void add(Resource resource, String place, String fullUrl) {
    if (resource instanceof Bundle bundle) {
      List<BundleEntryComponent> entries = bundle.getEntry();
      for (int i = 0; i < entries.size(); i++) {
        BundleEntryComponent entry = entries.get(i);
        if (entry.hasResource()) {
          Resource of = entry.getResource();
          String at = place + ".entry[" + i + "].resource.ofType(" + of.fhirType() + ")";
          add(of, at, entry.hasFullUrl() ? entry.getFullUrl().strip() : "");
        }
      }
      return;
    }
    resources.add(resource);
    places.put(resource, place);
    if (!fullUrl.isEmpty()) {
      fullUrls.put(resource, fullUrl);
      byUrl.putIfAbsent(fullUrl, resource);
    }
    String id = id(resource);
    if (!id.isEmpty()) {
      String named = resource.fhirType() + "/" + id;
      byTypeAndId.putIfAbsent(named, resource);
      if (fullUrl.endsWith("/" + named)) {
        baseOf.put(resource, fullUrl.substring(0, fullUrl.length() - named.length()));
      }
    }
    for (Base base : properties(resource, "identifier")) {
      if (base instanceof Identifier identifier && identifier.hasValue()) {
        byIdentifier
            .computeIfAbsent(
                identifierKey(resource.fhirType(), identifier), key -> new ArrayList<>(1))
            .add(resource);
      }
    }
  }

  private static Base[] properties(Resource resource, String name) {
    Base[] found = resource.getProperty(name.hashCode(), name, false);
    return found == null ? new Base[0] : found;
  }

  private static String identifierKey(String type, Identifier identifier) {
    return type
        + "?"
        + (identifier.hasSystem() ? identifier.getSystem() : "")
        + "|"
        + identifier.getValue();
  }

  static String id(Resource resource) {
    String id = resource.getIdElement().getIdPart();
    return id == null || id.startsWith("#") ? "" : id;
  }

  /** Every resource but the bundles, in the order of the message. */
  List<Resource> resources() {
    return resources;
  }

  /** Where a resource stands; that of the containing one for contained resources. */
  String place(Resource resource) {
    return places.getOrDefault(resource, resource.fhirType());
  }

  /** The fullUrl of the entry of a resource, empty if it has none. */
  String fullUrl(Resource resource) {
    return fullUrls.getOrDefault(resource, "");
  }

  /**
   * Lets a name lead to what another message holds of it.
   *
   * @param other the resources of that message
   * @return whether it holds any
   */
  boolean fetched(String name, Graph other) {
    Resource found = other.byUrl.getOrDefault(name, other.byTypeAndId.get(name));
    if (found == null) {
      found =
          other.fullUrls.entrySet().stream()
              .filter(entry -> References.local(entry.getValue()).equals(name))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElse(null);
    }
    if (found == null) {
      return false;
    }
    others.put(name, found);
    other.resources.forEach(resource -> homes.put(resource, other));
    return true;
  }

  /** Forgets which references led nowhere, before the message is read anew. */
  void forgetMissed() {
    missed.clear();
    unresolved.clear();
    wanted.clear();
  }

  /** The resource that a reference names, with the owner that its own references start from. */
  Optional<Node> resolve(Reference reference, Resource owner) {
    Optional<Node> found = known(reference, owner);
    boolean isLogical = reference.hasIdentifier() && reference.getIdentifier().hasValue();
    if (found.isEmpty()
        && reference.hasReference()
        && !isLogical
        && missed.put(reference, true) == null) {
      unresolved.add(new Unresolved(reference, owner));
    }
    return found;
  }

  /** The same, where it does not matter that nobody has sent it. */
  Optional<Node> known(Reference reference, Resource owner) {
    Graph home = homes.getOrDefault(owner, this);
    Resource found = home.find(reference, owner);
    if (found == null && home != this) {
      found = find(reference, owner);
    }
    Optional<String> name = name(reference);
    if (found == null && name.isPresent()) {
      found = others.get(name.get());
    }
    if (found == null) {
      name.ifPresent(wanted::add);
    }
    return node(found, owner);
  }

  /** The resource of this very message that a reference names. */
  Optional<Node> own(Reference reference, Resource owner) {
    return node(find(reference, owner), owner);
  }

  private Optional<Node> node(Resource found, Resource owner) {
    if (found == null) {
      return Optional.empty();
    }
    // a contained resource names its siblings, which only the one around it has
    boolean isContained = !places.containsKey(found) && !homes.containsKey(found);
    return Optional.of(new Node(found, isContained ? owner : found));
  }

  /** Under which name other messages may hold what a reference means. */
  static Optional<String> name(Reference reference) {
    String url = reference.hasReference() ? reference.getReference().strip() : "";
    if (url.startsWith("urn:")) {
      return Optional.of(url);
    }
    return url.isEmpty() || url.startsWith("#") || url.indexOf('?') >= 0 || url.indexOf('/') < 0
        ? Optional.empty()
        : Optional.of(References.local(url));
  }

  /** Names that led nowhere, in the order in which they were followed. */
  Set<String> wanted() {
    return wanted;
  }

  /** References that led nowhere, in the order in which they were followed. */
  List<Unresolved> unresolved() {
    return unresolved;
  }

  private Resource find(Reference reference, Resource owner) {
    String url = reference.hasReference() ? reference.getReference().strip() : "";
    if (url.startsWith("#")) {
      return contained(url.substring(1), owner);
    }
    if (!url.isEmpty()) {
      Resource found = byUrl(url, owner);
      if (found != null) {
        return found;
      }
    }
    if (reference.hasIdentifier() && reference.getIdentifier().hasValue() && reference.hasType()) {
      return only(byIdentifier.get(identifierKey(reference.getType(), reference.getIdentifier())));
    }
    return null;
  }

  private static Resource contained(String id, Resource owner) {
    if (id.isEmpty()) {
      return owner;
    }
    if (owner instanceof DomainResource domain) {
      for (Resource inside : domain.getContained()) {
        String own = inside.getIdElement().getIdPart();
        if (own != null && (own.equals(id) || own.equals("#" + id))) {
          return inside;
        }
      }
    }
    return null;
  }

  private Resource byUrl(String url, Resource owner) {
    int history = url.indexOf("/_history/");
    String plain = history < 0 ? url : url.substring(0, history);
    Resource found = byUrl.get(plain);
    if (found != null) {
      return found;
    }
    int query = plain.indexOf("?identifier=");
    if (query > 0) {
      return only(byIdentifier.get(conditional(plain, query)));
    }
    if (isRelative(plain)) {
      String base = baseOf.getOrDefault(owner, "");
      found = base.isEmpty() ? null : byUrl.get(base + plain);
      // a resource whose entry has no fullUrl is known by its id alone
      return found == null ? byTypeAndId.get(plain) : found;
    }
    return null;
  }

  private static String conditional(String url, int query) {
    String value = url.substring(query + "?identifier=".length());
    return url.substring(0, query) + "?" + (value.indexOf('|') < 0 ? "|" + value : value);
  }

  private static boolean isRelative(String url) {
    return url.indexOf(':') < 0 && url.indexOf('/') > 0 && url.indexOf('/') == url.lastIndexOf('/');
  }

  private static Resource only(List<Resource> found) {
    return found == null || found.size() != 1 ? null : found.get(0);
  }
}
