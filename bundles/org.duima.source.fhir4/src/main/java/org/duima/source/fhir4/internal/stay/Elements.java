package org.duima.source.fhir4.internal.stay;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** Elements as text. */
final class Elements {
  private Elements() {}

  /** What an element says in one word: the code of a coding, the number of a quantity. */
  static String text(Base base) {
    if (base instanceof IdType id) {
      return said(id.getIdPart());
    }
    if (base instanceof PrimitiveType<?>) {
      return said(base.primitiveValue());
    }
    if (base instanceof Coding coding) {
      return said(coding.getCode());
    }
    if (base instanceof CodeableConcept concept) {
      String code =
          concept.getCoding().stream()
              .map(Elements::text)
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse("");
      return code.isEmpty() ? said(concept.getText()) : code;
    }
    if (base instanceof Quantity quantity) {
      return quantity.getValue() == null ? "" : said(quantity.getValueElement().primitiveValue());
    }
    if (base instanceof Money money) {
      return money.getValue() == null ? "" : said(money.getValueElement().primitiveValue());
    }
    if (base instanceof Identifier identifier) {
      return said(identifier.getValue());
    }
    if (base instanceof Reference reference) {
      String number = text(reference.getIdentifier());
      return number.isEmpty() ? said(reference.getDisplay()) : number;
    }
    if (base instanceof HumanName name) {
      return name(name);
    }
    if (base instanceof Address address) {
      return address(address);
    }
    return base instanceof ContactPoint contact ? said(contact.getValue()) : "";
  }

  /** The whole name, else family and given; without a blank where any is Chinese. */
  static String name(HumanName name) {
    if (name.hasText()) {
      return name.getText().strip();
    }
    String family = said(name.getFamily());
    String given = joined(" ", name.getGiven().stream().map(StringType::getValue));
    if (family.isEmpty() || given.isEmpty() || family.equals(given)) {
      return family.isEmpty() ? given : family;
    }
    boolean isChinese = isChinese(family) || isChinese(given);
    return isChinese ? family + given.replace(" ", "") : family + " " + given;
  }

  /** The whole address, else its parts in Chinese order; a part that the street repeats is left. */
  static String address(Address address) {
    if (address.hasText()) {
      return address.getText().strip();
    }
    String street = joined("", address.getLine().stream().map(StringType::getValue));
    String city = said(address.getCity());
    String province = said(address.getState());
    String county = said(address.getDistrict());
    if (!isChinese(street + city + province)) {
      return joined(
          ", ",
          Stream.concat(
              address.getLine().stream().map(StringType::getValue), Stream.of(city, province)));
    }
    StringBuilder whole = new StringBuilder();
    for (String part : new String[] {province, city, county}) {
      if (!street.contains(part) && whole.indexOf(part) < 0) {
        whole.append(part);
      }
    }
    return whole.append(street).toString();
  }

  /** The unit of a quantity, by its code or else as written; empty if it has none. */
  static String unit(Quantity quantity) {
    return quantity.hasCode() ? said(quantity.getCode()) : said(quantity.getUnit());
  }

  private static String joined(String joint, Stream<String> parts) {
    return parts
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(joint));
  }

  /** A text without control characters; a field of the list has one line. */
  private static String said(String text) {
    if (text == null) {
      return "";
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ') {
        return text.replaceAll("[\\x00-\\x1f]+", " ").strip();
      }
    }
    return text.strip();
  }

  private static boolean isChinese(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }
}
