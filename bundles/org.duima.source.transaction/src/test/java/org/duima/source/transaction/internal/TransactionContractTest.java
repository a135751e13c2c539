package org.duima.source.transaction.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.duima.api.RawMessage;
import org.duima.api.receive.MessageReader;
import org.duima.api.site.Site;
import org.duima.api.spi.MessageReaderContract;
import org.duima.api.spi.SourceAdapter;
import org.duima.api.spi.SourceAdapterContract;
import org.junit.jupiter.api.Nested;

/** Reader and adapter keep what every one promises. */
class TransactionContractTest {
  private static final List<String> PATIENT = List.of("王某某", "PSN900417", "MDT900417");
  private static final String DISCHARGE =
      """
      {"infno":"2402","msgid":"M1","fixmedins_code":"H44010000001","inf_time":"2026-03-09 10:20:00",
       "input":{"dscginfo":{"mdtrt_id":"MDT900417","psn_no":"PSN900417","psn_name":"王某某",
        "endtime":"2026-03-09 10:00:00","dscg_way":"1"}}}
      """;

  private static List<byte[]> bodies() {
    String several = "[" + DISCHARGE + "," + DISCHARGE.replace("M1", "M2") + "]";
    return List.of(
        DISCHARGE.getBytes(StandardCharsets.UTF_8), several.getBytes(StandardCharsets.UTF_8));
  }

  @Nested
  class Adapter extends SourceAdapterContract {
    @Override
    protected SourceAdapter adapter() {
      Site site = Fixture.site(Map.of());
      return new TransactionAdapter(() -> site, Fixture.shippedMapping());
    }

    @Override
    protected List<RawMessage> messages() {
      return List.of(Fixture.message(DISCHARGE));
    }

    @Override
    protected List<String> patientData() {
      return PATIENT;
    }
  }

  @Nested
  class Reader extends MessageReaderContract {
    @Override
    protected MessageReader reader() {
      return new TransactionReader(100_000);
    }

    @Override
    protected List<byte[]> frames() {
      return bodies();
    }

    @Override
    protected List<String> patientData() {
      return PATIENT;
    }
  }
}
