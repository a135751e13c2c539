package org.example.duima.delimited;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the export: fields between bars, in GB18030.
 *
 * @param number of the line, from 1
 * @param fields without white space around them; the first names what the line is
 */
record Line(int number, List<String> fields) {
  static final Charset CHARSET = Charset.forName("GB18030");

  Line {
    fields = List.copyOf(fields);
  }

  String kind() {
    return fields.get(0);
  }

  /** A field by its place, empty where the line ends before it. */
  String field(int place) {
    return place < fields.size() ? fields.get(place) : "";
  }

  /** Field for findings: its place, never what it says. */
  String at(int place) {
    return number + "|" + place;
  }

  /**
   * The lines that are not empty.
   *
   * @throws CharacterCodingException if the bytes are not GB18030
   */
  static List<Line> of(byte[] bytes) throws CharacterCodingException {
    // decoded before it is split: the second byte of a character may be a bar
    String text =
        CHARSET
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes))
            .toString();
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      if (!line.isBlank()) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split("[|]", -1)) {
          fields.add(field.strip());
        }
        lines.add(new Line(number, fields));
      }
    }
    return lines;
  }
}
