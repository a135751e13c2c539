package org.duima.source.fhir4.internal;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Money;
import org.duima.api.Origin;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.duima.api.encounter.OrderLine.Mark;
import org.duima.api.encounter.OrderLine.Supply;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DeviceRequest;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Type;

/** Makes an order line of a MedicationRequest, ServiceRequest or DeviceRequest. */
public final class OrderReader {
  private static final Set<String> NO_LONGER =
      Set.of("cancelled", "stopped", "revoked", "entered-in-error");
  private static final Set<String> URGENT = Set.of("urgent", "asap", "stat");

  /** Codes of slices begin with T, those of other drugs with X or Z. */
  private static final String SLICE = "T";

  /** 16 digits with two decimals, as the platform has it. */
  private static final BigDecimal MOST_YUAN = new BigDecimal("99999999999999.99");

  private final ZoneId zone;
  private final Function<String, Optional<String>> timesPerDay;
  private final Map<String, Medication> medications;
  private final Findings findings;

  /**
   * @param medications of the request by {@code Medication/id} and by full URL
   * @param timesPerDay the hospital's table of how often a day
   */
  public OrderReader(
      ZoneId zone,
      Map<String, Medication> medications,
      Function<String, Optional<String>> timesPerDay,
      Findings findings) {
    this.timesPerDay = timesPerDay;
    this.zone = zone;
    this.medications = medications;
    this.findings = findings;
  }

  /** What differs between the three kinds of resources. */
  private record Parts(
      Kind usualKind,
      CodeableConcept item,
      String prescription,
      String status,
      String priority,
      Reference requester,
      BigDecimal quantity,
      String unit,
      Dosage dosage,
      LocalDateTime begin,
      LocalDateTime end,
      boolean longTerm,
      boolean takeHome) {}

  /**
   * Reads a resource.
   *
   * @param id of the line
   * @param department where the line names none
   * @return empty if it is no order, or does not say what is ordered
   */
  public Optional<OrderLine> line(Resource resource, String id, Origin origin, String department) {
    Optional<Parts> read =
        resource instanceof MedicationRequest drug
            ? Optional.of(parts(drug, origin))
            : resource instanceof ServiceRequest service
                ? Optional.of(parts(service))
                : resource instanceof DeviceRequest device
                    ? Optional.of(parts(device, origin))
                    : Optional.empty();
    return read.flatMap(parts -> line(parts, (DomainResource) resource, id, origin, department));
  }

  private Optional<OrderLine> line(
      Parts parts, DomainResource resource, String id, Origin origin, String department) {
    Coding insurance = null;
    Coding local = null;
    for (Coding coding : parts.item().getCoding()) {
      if (Systems.item(coding).isPresent()) {
        insurance = insurance == null ? coding : insurance;
      } else if (!Systems.code(coding).isEmpty() && (local == null || isLocal(coding))) {
        local = coding;
      }
    }
    String text = parts.item().hasText() ? parts.item().getText().strip() : "";
    String localName = display(local).isEmpty() ? text : display(local);
    String itemName = insurance == null ? "" : display(insurance);
    if (insurance == null && local == null && localName.isEmpty()) {
      findings.warn(
          "cds.no-item", origin.path(), "未写明开的是什么，未检查", "does not say what is ordered; not judged");
      return Optional.empty();
    }
    Kind kind =
        insurance == null
            ? kind(string(resource, Systems.LIST_TYPE), parts.usualKind())
            : kind(Systems.item(insurance).orElseThrow(), Systems.code(insurance));
    return Optional.of(
        new OrderLine(
            id,
            parts.prescription(),
            string(resource, Systems.GROUP),
            kind,
            new Code(
                kind.system(),
                Editions.INSURANCE_2_0,
                insurance == null ? "" : Systems.code(insurance)),
            itemName,
            local == null ? "" : Systems.code(local),
            localName,
            new Supply(
                parts.quantity(),
                parts.unit(),
                money(resource, Systems.UNIT_PRICE, origin),
                money(resource, Systems.AMOUNT, origin)),
            parts.dosage(),
            parts.begin(),
            parts.end(),
            first(string(resource, Systems.DEPARTMENT), department),
            person(parts.requester()),
            string(resource, Systems.ORDERER_TITLE),
            marks(parts, resource),
            truth(resource, Systems.FIRST_LINE_USED),
            origin));
  }

  private static boolean isLocal(Coding coding) {
    String system = Systems.system(coding);
    return system.equals("local") || system.startsWith("urn:duima:");
  }

  /** What the hospital says of an item that it knows by a code of its own only. */
  private static Kind kind(String listType, Kind usual) {
    return switch (listType) {
      case "101", "103", "104", "105", "106" -> Kind.DRUG;
      case "102" -> Kind.SLICE;
      case "201" -> Kind.SERVICE;
      case "301" -> Kind.CONSUMABLE;
      default -> usual;
    };
  }

  private static Kind kind(CodeSystem system, String code) {
    return switch (system) {
      case SERVICE_ITEM -> Kind.SERVICE;
      case CONSUMABLE -> Kind.CONSUMABLE;
      default -> code.startsWith(SLICE) ? Kind.SLICE : Kind.DRUG;
    };
  }

  private static Set<Mark> marks(Parts parts, DomainResource resource) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    if (URGENT.contains(parts.priority())) {
      marks.add(Mark.URGENT);
    }
    Boolean longTerm = truth(resource, Systems.LONG_TERM);
    if (longTerm == null ? parts.longTerm() : longTerm) {
      marks.add(Mark.LONG_TERM);
    }
    if (parts.takeHome()) {
      marks.add(Mark.TAKE_HOME);
    }
    if (Boolean.TRUE.equals(truth(resource, Systems.SELF_PAY))) {
      marks.add(Mark.SELF_PAY);
    }
    if (NO_LONGER.contains(parts.status())) {
      marks.add(Mark.CANCELLED);
    }
    return marks;
  }

  private Parts parts(MedicationRequest drug, Origin origin) {
    var dispense = drug.getDispenseRequest();
    org.hl7.fhir.r4.model.Dosage dosage =
        drug.hasDosageInstruction() ? drug.getDosageInstructionFirstRep() : null;
    if (drug.getDosageInstruction().size() > 1) {
      findings.warn(
          "cds.dosage",
          origin.path() + ".dosageInstruction",
          "有多条用法，只读第一条",
          "several dosages; only the first is read");
    }
    Timing timing = dosage == null ? new Timing() : dosage.getTiming();
    Integer days = Times.days(dispense.getExpectedSupplyDuration());
    LocalDateTime begin = begin(timing);
    return new Parts(
        Kind.DRUG,
        medication(drug, origin),
        identifier(drug.getGroupIdentifier()),
        drug.hasDoNotPerform() && drug.getDoNotPerform()
            ? "cancelled"
            : stated(drug.getStatusElement()),
        stated(drug.getPriorityElement()),
        drug.getRequester(),
        Numbers.sane(dispense.getQuantity().getValue()),
        unit(dispense.getQuantity()),
        dosage(dosage, timing, days),
        begin == null ? Times.local(drug.getAuthoredOnElement(), zone) : begin,
        end(timing),
        drug.hasCourseOfTherapyType()
            && Systems.hasCode(drug.getCourseOfTherapyType(), List.of("continuous")),
        drug.getCategory().stream().anyMatch(one -> Systems.hasCode(one, List.of("discharge"))));
  }

  private Dosage dosage(org.hl7.fhir.r4.model.Dosage dosage, Timing timing, Integer supplyDays) {
    Frequency frequency = Frequency.of(timing, timesPerDay);
    Integer days =
        supplyDays == null && timing.getRepeat().getBounds() instanceof Duration duration
            ? Times.days(duration)
            : supplyDays;
    Quantity dose =
        dosage == null
            ? new Quantity()
            : dosage.getDoseAndRate().stream()
                .map(one -> one.getDose() instanceof Quantity quantity ? quantity : new Quantity())
                .findFirst()
                .orElseGet(Quantity::new);
    return new Dosage(
        Numbers.sane(dose.getValue()),
        unit(dose),
        frequency.timesPerDay(),
        frequency.written(),
        days,
        dosage == null ? "" : Systems.name(dosage.getRoute()));
  }

  private CodeableConcept medication(MedicationRequest drug, Origin origin) {
    if (drug.getMedication() instanceof CodeableConcept concept) {
      return concept;
    }
    if (!(drug.getMedication() instanceof Reference reference)) {
      return new CodeableConcept();
    }
    String url = reference.hasReference() ? reference.getReference() : "";
    Medication known =
        reference.getResource() instanceof Medication contained
            ? contained
            : medications.getOrDefault(url, medications.get(References.local(url)));
    if (known != null) {
      return known.getCode();
    }
    findings.warn(
        "cds.reference",
        origin.path() + ".medicationReference",
        "引用的 Medication 不在请求中",
        "names a Medication that is not in the request");
    CodeableConcept named = new CodeableConcept();
    if (reference.hasDisplay()) {
      named.setText(reference.getDisplay());
    }
    return named;
  }

  private Parts parts(ServiceRequest service) {
    Timing timing = service.getOccurrence() instanceof Timing stated ? stated : new Timing();
    Quantity quantity = service.getQuantity() instanceof Quantity stated ? stated : new Quantity();
    LocalDateTime begin = begin(timing, service.getOccurrence());
    return new Parts(
        Kind.SERVICE,
        service.getCode(),
        identifier(service.getRequisition()),
        service.hasDoNotPerform() && service.getDoNotPerform()
            ? "cancelled"
            : stated(service.getStatusElement()),
        stated(service.getPriorityElement()),
        service.getRequester(),
        Numbers.sane(quantity.getValue()),
        unit(quantity),
        dosage(null, timing, null),
        begin == null ? Times.local(service.getAuthoredOnElement(), zone) : begin,
        end(timing, service.getOccurrence()),
        false,
        false);
  }

  private Parts parts(DeviceRequest device, Origin origin) {
    Timing timing = device.getOccurrence() instanceof Timing stated ? stated : new Timing();
    Quantity quantity =
        value(device, Systems.QUANTITY) instanceof Quantity stated ? stated : new Quantity();
    LocalDateTime begin = begin(timing, device.getOccurrence());
    CodeableConcept item = new CodeableConcept();
    if (device.getCode() instanceof CodeableConcept concept) {
      item = concept;
    } else if (device.getCode() instanceof Reference reference) {
      findings.warn(
          "cds.reference",
          origin.path() + ".codeReference",
          "请用 codeCodeableConcept 写明耗材",
          "name the consumable by codeCodeableConcept");
      if (reference.hasDisplay()) {
        item.setText(reference.getDisplay());
      }
    }
    return new Parts(
        Kind.CONSUMABLE,
        item,
        identifier(device.getGroupIdentifier()),
        stated(device.getStatusElement()),
        stated(device.getPriorityElement()),
        device.getRequester(),
        Numbers.sane(quantity.getValue()),
        unit(quantity),
        dosage(null, timing, null),
        begin == null ? Times.local(device.getAuthoredOnElement(), zone) : begin,
        end(timing, device.getOccurrence()),
        false,
        false);
  }

  private LocalDateTime begin(Timing timing) {
    return timing.getRepeat().getBounds() instanceof Period period
        ? Times.local(period.getStartElement(), zone)
        : null;
  }

  private LocalDateTime end(Timing timing) {
    return timing.getRepeat().getBounds() instanceof Period period
        ? Times.local(period.getEndElement(), zone)
        : null;
  }

  private LocalDateTime begin(Timing timing, Type occurrence) {
    if (occurrence instanceof Period period) {
      return Times.local(period.getStartElement(), zone);
    }
    return occurrence instanceof DateTimeType time ? Times.local(time, zone) : begin(timing);
  }

  private LocalDateTime end(Timing timing, Type occurrence) {
    return occurrence instanceof Period period
        ? Times.local(period.getEndElement(), zone)
        : end(timing);
  }

  /** A code as it was sent, even one that R4 does not have; empty if there is none. */
  static String stated(Enumeration<?> code) {
    String value = code.getValueAsString();
    return value == null ? "" : value;
  }

  private static String identifier(Identifier identifier) {
    return identifier.hasValue() ? identifier.getValue().strip() : "";
  }

  private static String unit(Quantity quantity) {
    return quantity.hasUnit()
        ? quantity.getUnit().strip()
        : quantity.hasCode() ? quantity.getCode().strip() : "";
  }

  private static String display(Coding coding) {
    return coding != null && coding.hasDisplay() ? coding.getDisplay().strip() : "";
  }

  /** The hospital's code of a person: the identifier that the reference names, else its id. */
  static String person(Reference reference) {
    if (reference.hasIdentifier() && reference.getIdentifier().hasValue()) {
      return reference.getIdentifier().getValue().strip();
    }
    return reference.hasReference() && !reference.getReference().startsWith("#")
        ? References.id(reference.getReference())
        : "";
  }

  private Money money(DomainResource resource, String url, Origin origin) {
    Type value = value(resource, url);
    BigDecimal yuan = null;
    if (value instanceof DecimalType decimal) {
      yuan = decimal.getValue();
    } else if (value instanceof IntegerType whole && whole.getValue() != null) {
      yuan = BigDecimal.valueOf(whole.getValue());
    } else if (value instanceof org.hl7.fhir.r4.model.Money money
        && (!money.hasCurrency() || money.getCurrency().equals("CNY"))) {
      yuan = money.getValue();
    }
    BigDecimal sane = Numbers.sane(yuan);
    if (sane == null || sane.abs().compareTo(MOST_YUAN) > 0) {
      if (yuan != null) {
        findings.warn(
            "cds.element", origin.path() + ".extension", "金额过大", "an amount is too large");
      }
      return null;
    }
    return Money.ofYuan(sane);
  }

  private static Boolean truth(DomainResource resource, String url) {
    return value(resource, url) instanceof BooleanType truth ? truth.getValue() : null;
  }

  static String string(DomainResource resource, String url) {
    Type value = value(resource, url);
    return value != null && value.isPrimitive() && value.primitiveValue() != null
        ? value.primitiveValue().strip()
        : "";
  }

  private static Type value(DomainResource resource, String url) {
    for (Extension extension : resource.getExtension()) {
      if (url.equals(extension.getUrl())) {
        return extension.getValue();
      }
    }
    return null;
  }

  private static String first(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
