package org.duima.demo.day;

import java.util.function.Function;

/** What the systems of the hospital speak, beside the national transactions. */
public enum Form {
  /** HL7 v2 over MLLP. */
  HL7(Hl7Writer::new),
  /** FHIR R4 over HTTP. */
  FHIR(FhirWriter::new);

  private final Function<Course, StayWriter> writer;

  Form(Function<Course, StayWriter> writer) {
    this.writer = writer;
  }

  StayWriter writer(Course course) {
    return writer.apply(course);
  }
}
