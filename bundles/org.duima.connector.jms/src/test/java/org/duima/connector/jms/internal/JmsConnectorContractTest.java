package org.duima.connector.jms.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.duima.api.platform.Delivery;
import org.duima.api.spi.NetworkConnectorContract;
import org.duima.api.spi.PlatformConnector;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JmsConnectorContractTest extends NetworkConnectorContract {
  private static final String QUEUE = "region.lists";

  @Override
  protected PlatformConnector connector() {
    return new JmsConnector();
  }

  @Override
  protected FarSide farSide() throws Exception {
    OutsideArtemis artemis =
        new OutsideArtemis(home.resolve("artemis"), AddressFullMessagePolicy.PAGE, 1_000_000);
    return new FarSide() {
      @Override
      public int port() {
        return artemis.port();
      }

      @Override
      public int holds(Delivery delivery) throws Exception {
        return (int)
            artemis.browse(QUEUE).stream()
                .filter(message -> message.get("delivery_id").equals(delivery.id()))
                .count();
      }

      @Override
      public void close() throws Exception {
        artemis.close();
      }
    };
  }

  @Override
  protected Map<String, String> settings(int port) throws Exception {
    Path password = home.resolve("password");
    Files.writeString(password, OutsideArtemis.PASSWORD);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    return Map.of(
        "connector",
        "jms",
        "url",
        "tcp://127.0.0.1:" + port,
        "user",
        OutsideArtemis.USER,
        "passwordFile",
        "password",
        "queue",
        QUEUE,
        "timeoutSeconds",
        "5");
  }

  @Override
  protected Map<String, String> wrong() {
    return Map.of(
        "url", "http://127.0.0.1:1",
        "queue", "",
        "topic", "both",
        "passwordFile", "absent",
        "timeoutSeconds", "90",
        "allowPlainTcp", "perhaps");
  }

  @Override
  protected List<String> secrets() {
    return List.of(OutsideArtemis.PASSWORD);
  }
}
