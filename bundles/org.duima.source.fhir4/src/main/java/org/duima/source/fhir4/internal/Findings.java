package org.duima.source.fhir4.internal;

import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duima.api.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects what of a request could not be read. Nothing that it is told makes reading stop, and it
 * names elements, never their values. For use by one thread.
 */
public final class Findings implements IParserErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Findings.class);

  private final List<Finding> found = new ArrayList<>();
  private String path = "";

  /** Says where the resource stands that is read next. */
  void at(String place) {
    path = place;
  }

  void add(Finding finding) {
    found.add(finding);
  }

  void warn(String rule, String place, String zh, String en) {
    found.add(Finding.warning(rule, place, zh, en));
  }

  /**
   * Reads one resource. A resource that turns out to be of a shape nobody thought of costs itself
   * and not the others: an order is never stuck because of it.
   */
  void guard(String place, Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      // the text of the exception may quote what was sent
      LOG.error(
          "读取资源出错 / a resource could not be read: {} at {}",
          e.getClass().getName(),
          Arrays.stream(e.getStackTrace()).findFirst().map(Object::toString).orElse("?"));
      warn("cds.not-read", place, "无法读取，未检查", "cannot be read; it is not judged");
    }
  }

  public List<Finding> list() {
    return List.copyOf(found);
  }

  private void element(String name, String zh, String en) {
    String element = Words.plain(name);
    warn("cds.element", path, element + "：" + zh, element + ": " + en);
  }

  @Override
  public void unknownElement(IParseLocation location, String name) {
    element(name, "R4 没有此元素，未读", "not an element of R4, passed over");
  }

  @Override
  public void unknownAttribute(IParseLocation location, String name) {
    unknownElement(location, name);
  }

  @Override
  public void invalidValue(IParseLocation location, String value, String error) {
    element(name(location), "值不合规，未读", "the value is not one of R4, not read");
  }

  @Override
  public void incorrectJsonType(
      IParseLocation location,
      String name,
      ValueType expected,
      ScalarType expectedScalar,
      ValueType found,
      ScalarType foundScalar) {
    if (expected == ValueType.ARRAY && found == ValueType.OBJECT) {
      // read as the only member; common among those who write JSON by hand
      return;
    }
    element(name, "JSON 类型不对", "wrong type of JSON");
  }

  @Override
  public void missingRequiredElement(IParseLocation location, String name) {
    // drafts are incomplete by nature
  }

  @Override
  public void unexpectedRepeatingElement(IParseLocation location, String name) {
    element(name, "不应重复", "must not repeat");
  }

  @Override
  public void containedResourceWithNoId(IParseLocation location) {
    element("contained", "内含资源没有 id", "a contained resource without id");
  }

  @Override
  public void unknownReference(IParseLocation location, String reference) {
    element(name(location), "引用的内含资源不存在", "names a contained resource that is not there");
  }

  @Override
  public void invalidInternalReference(IParseLocation location, String reference) {
    unknownReference(location, reference);
  }

  @Override
  public void extensionContainsValueAndNestedExtensions(IParseLocation location) {
    element("extension", "同时有值和子扩展", "has a value and further extensions");
  }

  private static String name(IParseLocation location) {
    return location == null ? "" : location.getParentElementName();
  }
}
