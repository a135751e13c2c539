package org.duima.source.fhir4.internal.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.duima.source.fhir4.internal.Words;

/**
 * Walks through a body of JSON. Member names that come twice are told by their path, which the
 * parser's own detection does not know. For use by one thread.
 */
final class JsonOutline {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(FhirBody.DEEPEST)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** What a narrative becomes: nobody reads it, and HAPI's reader of it recurses without limit. */
  private static final char[] NO_NARRATIVE = "\"<div/>\"".toCharArray();

  private static final Pattern ENTRY_RESOURCE =
      Pattern.compile("[A-Za-z?]+\\.entry\\[[0-9]+\\]\\.resource");

  private final char[] text;
  private final Found found;
  private final Values values;
  private final JsonParser parser;
  private final StringBuilder path = new StringBuilder();
  private final List<Outline.Piece> pieces = new ArrayList<>();
  private int entries;
  private final List<int[]> cuts = new ArrayList<>();

  private JsonOutline(char[] text, Found found) throws IOException {
    this.text = text;
    this.found = found;
    this.values = new Values(found);
    this.parser = FACTORY.createParser(text);
  }

  /**
   * Reads the outline; blanks narratives out of the text.
   *
   * @return empty if it is no JSON object that can be read, which is among the findings then
   */
  static Optional<Outline> read(char[] text, Found found) {
    try {
      JsonOutline outline = new JsonOutline(text, found);
      try {
        return outline.read();
      } catch (StreamConstraintsException e) {
        if (outline.parser.getParsingContext().getNestingDepth() > FhirBody.DEEPEST) {
          FhirBody.tooDeep(found);
        } else {
          notJson(found, e);
        }
      } catch (JsonProcessingException e) {
        notJson(found, e);
      } finally {
        outline.parser.close();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static void notJson(Found found, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    found.error(
        "fhir.json",
        at == null ? "" : at.getLineNr() + ":" + at.getColumnNr(),
        "不是正确的 JSON",
        "not well-formed JSON");
  }

  private Optional<Outline> read() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      found.error("fhir.json", "1:1", "请求体应为 JSON 对象", "the body must be a JSON object");
      return Optional.empty();
    }
    String type = typeAhead();
    path.append(Words.plain(type));
    object();
    if (parser.nextToken() != null) {
      found.error("fhir.json", "", "JSON 之后还有内容", "something follows after the JSON object");
      return Optional.empty();
    }
    boolean isBundle = type.equals(FhirBody.BUNDLE);
    return Optional.of(
        new Outline(
            type,
            () -> new CharArrayReader(isBundle ? withoutCuts() : text),
            isBundle ? pieces : List.of(),
            entries));
  }

  /** The type of the whole, wherever it stands: every path begins with it. */
  private String typeAhead() throws IOException {
    try (JsonParser ahead = FACTORY.createParser(text)) {
      ahead.nextToken();
      while (ahead.nextToken() == JsonToken.FIELD_NAME) {
        boolean isType = ahead.currentName().equals("resourceType");
        if (ahead.nextToken() == JsonToken.VALUE_STRING && isType) {
          return ahead.getText();
        }
        ahead.skipChildren();
      }
      return "";
    }
  }

  /**
   * Walks through the object that the parser stands on; ends on its last brace.
   *
   * @return its resourceType, empty if it has none
   */
  private String object() throws IOException {
    Set<String> names = new HashSet<>();
    String type = "";
    int end = path.length();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      // an underscore marks what is said of a primitive; FHIRPath has none
      String element = name.startsWith("_") ? name.substring(1) : name;
      path.append('.').append(Words.plain(element));
      if (!names.add(name)) {
        found.error(
            "fhir.duplicate-key",
            path.toString(),
            "同一对象中重复出现",
            "this name comes more than once in one object");
      }
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_STRING && name.equals("resourceType")) {
        type = parser.getText();
      }
      value(name, token);
      path.setLength(end);
    }
    return type;
  }

  private void value(String name, JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      boolean isPiece = name.equals("resource") && isEntry();
      int from = (int) parser.currentTokenLocation().getCharOffset();
      String type = object();
      if (isPiece) {
        int to = (int) parser.currentLocation().getCharOffset();
        int length = to - from;
        cuts.add(new int[] {from, to});
        pieces.add(new Outline.Piece(entry(), type, () -> new CharArrayReader(text, from, length)));
      }
    } else if (token == JsonToken.START_ARRAY) {
      int end = path.length();
      int index = 0;
      for (JsonToken item = parser.nextToken();
          item != JsonToken.END_ARRAY;
          item = parser.nextToken()) {
        path.append('[').append(index++).append(']');
        value(name, item);
        path.setLength(end);
      }
      if (name.equals("entry") && path.indexOf(".") == path.lastIndexOf(".")) {
        entries = index;
      }
    } else if (token == JsonToken.VALUE_STRING && name.equals("div")) {
      blank();
    } else if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      if (name.equals("profile") && path.lastIndexOf(".meta.profile") > 0) {
        values.profile(parser.getText(), path.toString());
      }
      values.check(
          name, path, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }
  }

  /** Whether the path is {@code X.entry[i].resource}. */
  private boolean isEntry() {
    return ENTRY_RESOURCE.matcher(path).matches();
  }

  private int entry() {
    return Integer.parseInt(path.substring(path.indexOf("[") + 1, path.indexOf("]")));
  }

  /** Overwrites the narrative that the parser stands on. */
  private void blank() throws IOException {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.finishToken();
    int to = (int) parser.currentLocation().getCharOffset();
    if (to - from >= NO_NARRATIVE.length) {
      System.arraycopy(NO_NARRATIVE, 0, text, from, NO_NARRATIVE.length);
      Arrays.fill(text, from + NO_NARRATIVE.length, to, ' ');
    }
  }

  /** An empty array stands for each resource that is read by itself. */
  private char[] withoutCuts() {
    StringBuilder rest = new StringBuilder();
    int at = 0;
    for (int[] cut : cuts) {
      rest.append(text, at, cut[0] - at).append("[]");
      at = cut[1];
    }
    rest.append(text, at, text.length - at);
    return rest.toString().toCharArray();
  }
}
