package org.duima.source.fhir4.internal.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.source.fhir4.internal.References;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What is stored beside a message.
 *
 * @param sender what the message itself says about where it comes from, empty if nothing
 * @param controlId by which a repeat is known
 * @param type such as {@code Bundle/transaction} or {@code Condition}
 * @param patient number of its first patient, empty if it names none
 * @param names under which other messages may speak of what it holds
 */
record Head(String sender, String controlId, String type, String patient, Set<String> names) {
  private static final String INSTITUTION = "urn:nhsa:fixmedins-code";
  private static final String PLATFORM = "urn:nhsa:";
  private static final List<String> HOSPITAL_NUMBERS = List.of("MR", "PI");
  private static final List<String> PATIENT_ELEMENTS = List.of("subject", "patient", "beneficiary");
  private static final int LONGEST = 100;
  private static final int LONGEST_NAME = 200;

  /** Types of which others take something where they name them. */
  private static final Set<String> NAMED =
      Set.of(
          "ChargeItem",
          "Claim",
          "Condition",
          "Encounter",
          "Location",
          "Medication",
          "Organization",
          "Patient",
          "Practitioner",
          "PractitionerRole",
          "Procedure",
          "RelatedPerson");

  /** Long enough that two ids never share it. */
  private static final int DIGEST_BYTES = 16;

  /**
   * Reads the head of a message.
   *
   * @param body of which a message without an id of its own gets one, so that a repeat is known
   */
  static Head of(Resource resource, byte[] body) {
    Index index = new Index(resource);
    return new Head(
        clean(sender(resource, index)),
        clean(controlId(resource, body)),
        resource instanceof Bundle bundle
            ? "Bundle/" + bundle.getType().toCode()
            : resource.fhirType(),
        clean(patient(index)),
        names(resource));
  }

  /** Sender and patient number, as HL7 v2 has them. */
  String laneKey() {
    return sender + "|" + patient;
  }

  /** A control id of a resource that an identifier names: the person's number is not shown. */
  static String byIdentifier(String type, String token) {
    return type + ":" + digest(("identifier=" + token).getBytes(StandardCharsets.UTF_8));
  }

  /** A control id of a resource that its id names. */
  static String byId(String type, String id) {
    return type + ":" + digest(("_id=" + id).getBytes(StandardCharsets.UTF_8));
  }

  private static Set<String> names(Resource resource) {
    Set<String> names = new LinkedHashSet<>();
    if (resource instanceof Bundle bundle) {
      for (BundleEntryComponent entry : bundle.getEntry()) {
        if (entry.hasResource()) {
          name(nonNull(entry.getFullUrl()).strip(), entry.getResource(), names);
        }
      }
    } else {
      name("", resource, names);
    }
    return names;
  }

  private static void name(String fullUrl, Resource resource, Set<String> names) {
    String type = resource.fhirType();
    if (!NAMED.contains(type)) {
      return;
    }
    String id = resource.getIdElement().getIdPart();
    Stream.of(isEmpty(id) ? "" : type + "/" + id, References.local(fullUrl))
        .filter(name -> name.startsWith(type + "/") || name.startsWith("urn:"))
        .filter(name -> name.length() <= LONGEST_NAME)
        .forEach(names::add);
  }

  private static String controlId(Resource resource, byte[] body) {
    String type = resource.fhirType();
    if (resource instanceof Bundle bundle) {
      String id = bundle.getIdentifier().getValue();
      if (isEmpty(id) && bundle.getEntryFirstRep().getResource() instanceof MessageHeader header) {
        id = header.getIdElement().getIdPart();
      }
      if (isEmpty(id)) {
        id = bundle.getIdElement().getIdPart();
      }
      return isEmpty(id) ? type + ":" + digest(body) : id;
    }
    Optional<Identifier> identifier = identifiers(resource).findFirst();
    if (identifier.isPresent()) {
      return byIdentifier(type, token(identifier.get()));
    }
    String id = resource.getIdElement().getIdPart();
    return isEmpty(id) ? type + ":" + digest(body) : byId(type, id);
  }

  private static String token(Identifier identifier) {
    return (identifier.hasSystem() ? identifier.getSystem().strip() : "")
        + "|"
        + identifier.getValue().strip();
  }

  private static Stream<Identifier> identifiers(Resource resource) {
    return values(resource, "identifier")
        .filter(Identifier.class::isInstance)
        .map(Identifier.class::cast)
        .filter(Identifier::hasValue);
  }

  private static Stream<Base> values(Base of, String name) {
    Property property = of.getChildByName(name);
    return property == null ? Stream.empty() : property.getValues().stream();
  }

  private static String sender(Resource resource, Index index) {
    if (index.first instanceof MessageHeader header) {
      String name = header.getSource().getName();
      return isEmpty(name) ? nonNull(header.getSource().getEndpoint()) : name;
    }
    if (resource.getMeta().hasSource()) {
      return resource.getMeta().getSource();
    }
    return index.resources.stream()
        .flatMap(
            one -> {
              if (one instanceof Encounter encounter && encounter.hasServiceProvider()) {
                return Stream.of(encounter.getServiceProvider());
              }
              return one instanceof Patient patient && patient.hasManagingOrganization()
                  ? Stream.of(patient.getManagingOrganization())
                  : Stream.empty();
            })
        .map(index::institution)
        .filter(code -> !code.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String patient(Index index) {
    for (Resource resource : index.resources) {
      if (resource instanceof Patient patient) {
        return number(patient);
      }
    }
    return index.resources.stream()
        .flatMap(one -> PATIENT_ELEMENTS.stream().flatMap(name -> values(one, name)))
        .filter(Reference.class::isInstance)
        .map(Reference.class::cast)
        .map(index::patientNumber)
        .filter(number -> !number.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** The hospital's own number: by its type, else the first that is not the platform's. */
  private static String number(Patient patient) {
    for (String wanted : HOSPITAL_NUMBERS) {
      for (Identifier identifier : patient.getIdentifier()) {
        if (identifier.hasValue()
            && identifier.getType().getCoding().stream()
                .map(Coding::getCode)
                .anyMatch(wanted::equals)) {
          return identifier.getValue();
        }
      }
    }
    return identifiers(patient)
        .filter(one -> !one.hasSystem() || !one.getSystem().startsWith(PLATFORM))
        .filter(one -> !one.hasType())
        .map(Identifier::getValue)
        .findFirst()
        .orElseGet(() -> nonNull(patient.getIdElement().getIdPart()));
  }

  /** The resources of a message, found by their references. */
  private static final class Index {
    private final List<Resource> resources;
    private final Resource first;
    private final Map<String, Resource> byReference = new HashMap<>();

    Index(Resource resource) {
      if (resource instanceof Bundle bundle) {
        resources =
            bundle.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .filter(one -> one != null)
                .toList();
        for (BundleEntryComponent entry : bundle.getEntry()) {
          if (entry.hasResource()) {
            add(entry.getFullUrl(), entry.getResource());
          }
        }
      } else {
        resources = List.of(resource);
        add(null, resource);
      }
      first = resources.isEmpty() ? resource : resources.get(0);
    }

    private void add(String fullUrl, Resource resource) {
      if (!isEmpty(fullUrl)) {
        byReference.putIfAbsent(fullUrl, resource);
      }
      String id = resource.getIdElement().getIdPart();
      if (!isEmpty(id)) {
        byReference.putIfAbsent(resource.fhirType() + "/" + id, resource);
      }
      if (resource instanceof DomainResource domain && resources.size() == 1) {
        for (Resource contained : domain.getContained()) {
          byReference.putIfAbsent(
              "#" + nonNull(contained.getIdElement().getIdPart()).replace("#", ""), contained);
        }
      }
    }

    private Resource find(Reference reference) {
      String text = nonNull(reference.getReference());
      Resource found = byReference.get(text);
      return found == null ? byReference.get(References.local(text)) : found;
    }

    String institution(Reference reference) {
      if (INSTITUTION.equals(reference.getIdentifier().getSystem())) {
        return nonNull(reference.getIdentifier().getValue());
      }
      return find(reference) instanceof Organization organization
          ? organization.getIdentifier().stream()
              .filter(one -> INSTITUTION.equals(one.getSystem()) && one.hasValue())
              .map(Identifier::getValue)
              .findFirst()
              .orElse("")
          : "";
    }

    String patientNumber(Reference reference) {
      if (find(reference) instanceof Patient patient) {
        return number(patient);
      }
      if (reference.getIdentifier().hasValue()) {
        return reference.getIdentifier().getValue();
      }
      String text = nonNull(reference.getReference());
      boolean isOther = text.contains("/") && !References.local(text).startsWith("Patient/");
      return isOther || text.startsWith("#") ? "" : References.id(text);
    }
  }

  private static boolean isEmpty(String text) {
    return text == null || text.isBlank();
  }

  private static String nonNull(String text) {
    return text == null ? "" : text;
  }

  /** Short and without control characters: it is stored with the message, whatever it holds. */
  private static String clean(String text) {
    String plain = text.strip().replaceAll("\\p{Cntrl}", " ");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
