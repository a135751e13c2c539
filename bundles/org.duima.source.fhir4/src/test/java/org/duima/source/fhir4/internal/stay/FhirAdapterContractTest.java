package org.duima.source.fhir4.internal.stay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.RawMessage;
import org.duima.api.spi.SourceAdapter;
import org.duima.api.spi.SourceAdapterContract;

class FhirAdapterContractTest extends SourceAdapterContract {
  private static final Fixture FIXTURE = Fixture.loaded();
  private static final Path STAY = Path.of("src/test/resources/stay");

  @Override
  protected SourceAdapter adapter() {
    return FIXTURE.adapter;
  }

  @Override
  protected List<RawMessage> messages() throws IOException {
    List<RawMessage> messages = new ArrayList<>();
    for (String name : List.of("patient", "encounter-inpatient", "coverage-settlement", "xml")) {
      byte[] body = Files.readAllBytes(STAY.resolve(name + ".in"));
      messages.add(
          new RawMessage(FhirAdapter.FORMAT, "EMR", name, name, "EMR|77", body, Fixture.NOON));
    }
    return messages;
  }

  @Override
  protected List<String> patientData() {
    return List.of("张三", "李四", "P000123", "110105194912310027", "11010000000000001");
  }
}
