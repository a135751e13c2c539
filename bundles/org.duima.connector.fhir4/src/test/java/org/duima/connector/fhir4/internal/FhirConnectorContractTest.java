package org.duima.connector.fhir4.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.duima.api.platform.Delivery;
import org.duima.api.spi.NetworkConnectorContract;
import org.duima.api.spi.PlatformConnector;
import org.duima.demo.regional.RegionalSimulator;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FhirConnectorContractTest extends NetworkConnectorContract {
  private static final String TOKEN = "a-token-of-the-test";

  @Override
  protected PlatformConnector connector() {
    return new FhirConnector();
  }

  @Override
  protected FarSide farSide() throws Exception {
    RegionalSimulator region = new RegionalSimulator(0, "Bearer " + TOKEN);
    return new FarSide() {
      @Override
      public int port() {
        return region.port();
      }

      @Override
      public int holds(Delivery delivery) {
        return (int)
            (delivery.subject() == Delivery.Subject.ANSWER ? region.responses() : region.claims())
                .stream()
                    .filter(
                        resource ->
                            FhirLineTest.identifier(resource, Systems.DELIVERY)
                                .equals(delivery.id()))
                    .count();
      }

      @Override
      public void close() {
        region.close();
      }
    };
  }

  @Override
  protected Map<String, String> settings(int port) throws Exception {
    Path token = home.resolve("token");
    Files.writeString(token, TOKEN);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    return Map.of(
        "connector", "fhir",
        "url", "http://127.0.0.1:" + port + RegionalSimulator.BASE_PATH,
        "tokenFile", "token",
        "timeoutSeconds", "5");
  }

  @Override
  protected Map<String, String> wrong() {
    return Map.of(
        "url", "http://10.0.0.5/fhir",
        "tokenFile", "absent",
        "user", "both",
        "timeoutSeconds", "90",
        "maxAnswerMegabytes", "many",
        "fieldsFile", "absent.csv");
  }

  @Override
  protected List<String> secrets() {
    return List.of(TOKEN);
  }
}
