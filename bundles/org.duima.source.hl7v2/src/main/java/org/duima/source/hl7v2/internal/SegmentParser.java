package org.duima.source.hl7v2.internal;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.util.Optional;

/**
 * Lets HAPI parse one segment, into its generic model: every version and every Z segment is read
 * alike, and nothing is refused for its content. Safe for use by several threads, since HAPI's
 * parser keeps nothing between segments and the message that they hang on is only read.
 */
final class SegmentParser {
  /** A part of a segment takes up to 300 bytes of heap, whatever its length. */
  private static final int MOST_DELIMITERS = 10_000;

  /** HAPI takes quadratic time for the components and subcomponents of one repetition. */
  private static final int MOST_IN_REPETITION = 1_000;

  private final PipeParser parser;
  private final GenericMessage message;

  SegmentParser() {
    HapiContext context =
        new DefaultHapiContext(
            new ParserConfiguration(),
            ValidationContextFactory.noValidation(),
            new GenericModelClassFactory());
    parser = new PipeParser(context);
    message = new GenericMessage.V25(context.getModelClassFactory());
    message.setParser(parser);
    // found out once and kept: no thread writes to the message later
    message.getVersion();
  }

  /**
   * Parses a segment.
   *
   * @return empty if it has too many parts, or if HAPI refuses it
   */
  Optional<GenericSegment> parse(String name, String text, Separators separators) {
    if (!isReasonable(text, separators)) {
      return Optional.empty();
    }
    GenericSegment segment = new GenericSegment(message, name);
    try {
      parser.parse(segment, text, separators.hapi());
    } catch (HL7Exception e) {
      return Optional.empty();
    }
    return Optional.of(segment);
  }

  private static boolean isReasonable(String text, Separators separators) {
    int delimiters = 0;
    int inRepetition = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == separators.field() || c == separators.repetition()) {
        inRepetition = 0;
      } else if (c == separators.component() || c == separators.subcomponent()) {
        inRepetition++;
      } else {
        continue;
      }
      if (++delimiters > MOST_DELIMITERS || inRepetition > MOST_IN_REPETITION) {
        return false;
      }
    }
    return true;
  }
}
