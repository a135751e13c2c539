package org.duima.source.fhir4.internal.intake;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.CharArrayReader;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;
import org.duima.source.fhir4.internal.Words;

/** Walks through a body of XML. For use by one thread. */
final class XmlOutline {
  private static final String NAMESPACE = "http://hl7.org/fhir";
  private static final String XHTML = "http://www.w3.org/1999/xhtml";
  private static final String UTF_8 = "UTF-8";
  private static final InputFactoryImpl FACTORY = factory();

  private final char[] text;
  private final Found found;
  private final Values values;
  private final XMLStreamReader2 reader;
  private final Deque<Element> open = new ArrayDeque<>();
  private final StringBuilder path = new StringBuilder();
  private final List<Outline.Piece> pieces = new ArrayList<>();
  private int entries;
  private final List<int[]> cuts = new ArrayList<>();

  /**
   * An element that has not ended.
   *
   * @param from offset of its start tag
   * @param end length of the path before it
   * @param counts how many children of each name it has had
   * @param namespaces that are declared up to here, by prefix
   * @param own prefixes that it declares itself
   */
  private record Element(
      String name,
      int from,
      int end,
      Map<String, Integer> counts,
      Map<String, String> namespaces,
      Set<String> own) {}

  private XmlOutline(char[] text, Found found) throws XMLStreamException {
    this.text = text;
    this.found = found;
    this.values = new Values(found);
    this.reader = (XMLStreamReader2) FACTORY.createXMLStreamReader(new CharArrayReader(text));
  }

  private static InputFactoryImpl factory() {
    InputFactoryImpl factory = new InputFactoryImpl();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /**
   * Reads the outline; blanks narratives out of the text.
   *
   * @return empty if it is no XML that can be read, which is among the findings then
   */
  static Optional<Outline> read(char[] text, Found found) {
    try {
      XmlOutline outline = new XmlOutline(text, found);
      try {
        return outline.read();
      } finally {
        outline.reader.closeCompletely();
      }
    } catch (XMLStreamException e) {
      Location at = e.getLocation();
      found.error(
          "fhir.xml",
          at == null ? "" : at.getLineNumber() + ":" + at.getColumnNumber(),
          "不是正确的 XML",
          "not well-formed XML");
      return Optional.empty();
    }
  }

  private Optional<Outline> read() throws XMLStreamException {
    String encoding = reader.getCharacterEncodingScheme();
    if (encoding != null && !encoding.equalsIgnoreCase(UTF_8)) {
      FhirBody.notUtf8(found);
      return Optional.empty();
    }
    String type = "";
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD -> {
          // where it begins is told with the blanks before it
          Location at = reader.getLocationInfo().getCurrentLocation();
          found.error(
              "fhir.doctype",
              at.getLineNumber() + ":" + at.getColumnNumber(),
              "不允许 DOCTYPE",
              "DOCTYPE is not allowed");
          return Optional.empty();
        }
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.isEmpty()) {
            type = reader.getLocalName();
            if (!NAMESPACE.equals(reader.getNamespaceURI())) {
              found.error(
                  "fhir.namespace",
                  "",
                  "根元素的命名空间应为 " + NAMESPACE,
                  "the namespace of the root element must be " + NAMESPACE);
              return Optional.empty();
            }
          }
          if (open.size() >= FhirBody.DEEPEST) {
            FhirBody.tooDeep(found);
            return Optional.empty();
          }
          begin();
        }
        case XMLStreamConstants.END_ELEMENT -> end();
        default -> {
          // text between elements means nothing in FHIR
        }
      }
    }
    boolean isBundle = type.equals(FhirBody.BUNDLE);
    return Optional.of(
        new Outline(
            type,
            () -> new CharArrayReader(isBundle ? withoutCuts() : text),
            isBundle ? pieces : List.of(),
            entries));
  }

  private void begin() throws XMLStreamException {
    String name = reader.getLocalName();
    int end = path.length();
    Element parent = open.peek();
    if (parent == null) {
      path.append(Words.plain(name));
    } else if (!isResource(name)) {
      int index = parent.counts.merge(name, 1, Integer::sum) - 1;
      path.append('.').append(Words.plain(name));
      boolean isEntry = open.size() == 1 && name.equals("entry");
      if (isEntry) {
        entries++;
      }
      if (index > 0 || isEntry) {
        path.append('[').append(index).append(']');
      }
    }
    open.push(
        new Element(
            name,
            (int) reader.getLocationInfo().getStartingCharOffset(),
            end,
            new HashMap<>(),
            namespaces(parent),
            prefixes()));
    String value = reader.getAttributeValue("", "value");
    if (value != null && !XHTML.equals(reader.getNamespaceURI())) {
      if (name.equals("profile") && parent != null && parent.name.equals("meta")) {
        values.profile(value, path.toString());
      }
      values.check(name, path, value.toCharArray(), 0, value.length());
    }
  }

  /** Whether an element is a resource in its holder, which paths pass over. */
  private static boolean isResource(String name) {
    return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
  }

  private Set<String> prefixes() {
    Set<String> prefixes = new HashSet<>();
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      prefixes.add(prefix(i));
    }
    return prefixes;
  }

  private String prefix(int index) {
    String prefix = reader.getNamespacePrefix(index);
    return prefix == null ? "" : prefix;
  }

  private Map<String, String> namespaces(Element parent) {
    Map<String, String> before = parent == null ? Map.of() : parent.namespaces;
    if (reader.getNamespaceCount() == 0) {
      return before;
    }
    Map<String, String> all = new LinkedHashMap<>(before);
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      String uri = reader.getNamespaceURI(i);
      all.put(prefix(i), uri == null ? "" : uri);
    }
    return all;
  }

  private void end() throws XMLStreamException {
    Element element = open.pop();
    path.setLength(element.end);
    int to = (int) reader.getLocationInfo().getEndingCharOffset();
    if (element.name.equals("div") && XHTML.equals(reader.getNamespaceURI())) {
      // nobody reads narratives
      Arrays.fill(text, element.from, to, ' ');
    } else if (open.size() == 2 && element.name.equals("resource")) {
      cuts.add(new int[] {element.from, to});
    } else if (open.size() == 3
        && open.peek().name.equals("resource")
        && path.indexOf("].resource") > 0) {
      int entry = Integer.parseInt(path.substring(path.indexOf("[") + 1, path.indexOf("]")));
      pieces.add(new Outline.Piece(entry, element.name, text(element, to, reader.getPrefix())));
    }
  }

  /** The element with the namespaces that those around it declare. */
  private Supplier<Reader> text(Element element, int to, String prefix) {
    int name =
        element.from
            + 1
            + element.name.length()
            + (prefix == null || prefix.isEmpty() ? 0 : prefix.length() + 1);
    StringBuilder declared = new StringBuilder();
    open.peek()
        .namespaces
        .forEach(
            (around, uri) -> {
              if (!element.own.contains(around)) {
                declared.append(" xmlns").append(around.isEmpty() ? "" : ":").append(around);
                declared.append("=\"").append(escaped(uri)).append('"');
              }
            });
    return () ->
        new StringReader(
            new String(text, element.from, name - element.from)
                + declared
                + new String(text, name, to - name));
  }

  private static String escaped(String uri) {
    return uri.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private char[] withoutCuts() {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    for (int[] cut : cuts) {
      rest.append(text, at, cut[0] - at);
      at = cut[1];
    }
    rest.append(text, at, text.length - at);
    return rest.toString().toCharArray();
  }
}
