package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Our lazy reading of segments gives, value for value, what HAPI's full parse gives. */
class HapiAgreementTest {
  private static final String DENSE =
      "PID|1||A&B^C~D^^E&F&G|x\\F\\y\\S\\z\\T\\w\\R\\v\\E\\u|\"\"^\"\"&1||~^~&|\\X41\\\\H\\b|  c  ";

  @Test
  void readsComponentsAsHapiDoes() throws Exception {
    try (HapiContext context = new DefaultHapiContext()) {
      context.setModelClassFactory(new GenericModelClassFactory());
      context.setValidationContext(ValidationContextFactory.noValidation());
      PipeParser parser = new PipeParser(context);
      Message host = new GenericMessage.V25(context.getModelClassFactory());
      host.setParser(parser);
      int values = compare(parser, host, List.of("MSH|^~\\&|A|B|C|D|2026||ADT^A01|M|P|2.5", DENSE));
      assertThat(values).isGreaterThan(10);
      try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".hl7")).toList()) {
          values += compare(parser, host, Files.readAllLines(file));
        }
      }
      assertThat(values).isGreaterThan(1_000);
    }
  }

  private static int compare(PipeParser parser, Message host, List<String> lines) throws Exception {
    byte[] body = Fixture.message(lines.toArray(String[]::new));
    MessageHead head = MessageHead.read(body, 0, body.length, new Charsets()).head();
    int values = 0;
    for (Er7Message.Segment ours : Er7Message.of(body, head).segments()) {
      if (ours.name().equals("MSH")) {
        continue;
      }
      GenericSegment theirs = new GenericSegment(host, ours.name());
      parser.parse(theirs, ours.text(), head.separators().hapi());
      for (int field = 1; field <= theirs.numFields(); field++) {
        Type[] repetitions = theirs.getField(field);
        for (int rep = 1; rep <= repetitions.length; rep++) {
          for (int component = 1; component <= 10; component++) {
            for (int sub = 1; sub <= 4; sub++) {
              Primitive primitive = Terser.getPrimitive(repetitions[rep - 1], component, sub);
              String expected = primitive.getValue() == null ? "" : primitive.getValue().trim();
              assertThat(ours.value(ours.repetition(field, rep), component, sub))
                  .as("%s-%d[%d].%d.%d", ours.name(), field, rep, component, sub)
                  .isEqualTo(expected);
              values += expected.isEmpty() ? 0 : 1;
            }
          }
        }
      }
    }
    return values;
  }
}
