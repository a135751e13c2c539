package org.duima.source.fhir4.internal.intake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.api.receive.MessageReader;
import org.duima.api.spi.MessageReaderContract;

class FhirReaderContractTest extends MessageReaderContract {
  private static final Path STAY = Path.of("src/test/resources/stay");

  @Override
  protected MessageReader reader() {
    return new FhirReader(1 << 20, "1");
  }

  @Override
  protected List<byte[]> frames() throws Exception {
    return List.of(
        Files.readAllBytes(STAY.resolve("patient.in")),
        Files.readAllBytes(STAY.resolve("encounter-inpatient.in")),
        Files.readAllBytes(STAY.resolve("xml.in")));
  }

  @Override
  protected List<String> patientData() {
    return List.of("张", "李四", "P000123", "110105194912310027", "11010000000000001");
  }
}
