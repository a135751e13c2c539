package org.duima.source.fhir4.internal.intake;

import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import org.duima.api.Finding;
import org.duima.source.fhir4.internal.Words;

/**
 * Makes findings of what HAPI complains of. They name elements, never their values, and nothing
 * makes HAPI stop. For use by one thread.
 */
final class Complaints implements IParserErrorHandler {
  private final Found found;
  private String path = "";

  Complaints(Found found) {
    this.found = found;
  }

  /** Says where the resource stands that is read next. */
  void at(String place) {
    path = place;
  }

  private void warn(String rule, String name, String zh, String en) {
    found.add(Finding.warning(rule, place(name), zh, en));
  }

  private String place(String name) {
    String element = name == null ? "" : name.startsWith("_") ? name.substring(1) : name;
    return element.isEmpty() ? path : path + "." + Words.plain(element);
  }

  private static String parent(IParseLocation location) {
    return location == null ? "" : location.getParentElementName();
  }

  @Override
  public void unknownElement(IParseLocation location, String name) {
    warn("fhir.element", name, "R4 没有此元素，未读", "not an element of R4, passed over");
  }

  @Override
  public void unknownAttribute(IParseLocation location, String name) {
    unknownElement(location, name);
  }

  @Override
  public void invalidValue(IParseLocation location, String value, String error) {
    warn("fhir.value", parent(location), "值不合规，未读", "the value is not one of R4, not read");
  }

  @Override
  public void incorrectJsonType(
      IParseLocation location,
      String name,
      ValueType expected,
      ScalarType expectedScalar,
      ValueType actual,
      ScalarType actualScalar) {
    warn("fhir.json-type", name, "JSON 类型不对", "wrong type of JSON");
  }

  @Override
  public void missingRequiredElement(IParseLocation location, String name) {
    warn("fhir.required", name, "缺少必填元素", "a required element is missing");
  }

  @Override
  public void unexpectedRepeatingElement(IParseLocation location, String name) {
    found.error(
        "fhir.repeated", place(name), "此元素只能出现一次", "this element must not come more than once");
  }

  @Override
  public void containedResourceWithNoId(IParseLocation location) {
    warn("fhir.contained", "contained", "内含资源没有 id", "a contained resource has no id");
  }

  @Override
  public void unknownReference(IParseLocation location, String reference) {
    warn(
        "fhir.reference",
        parent(location),
        "引用的内含资源不存在",
        "names a contained resource that is not there");
  }

  @Override
  public void invalidInternalReference(IParseLocation location, String reference) {
    unknownReference(location, reference);
  }

  @Override
  public void extensionContainsValueAndNestedExtensions(IParseLocation location) {
    warn("fhir.extension", "extension", "同时有值和子扩展", "has a value and further extensions");
  }
}
