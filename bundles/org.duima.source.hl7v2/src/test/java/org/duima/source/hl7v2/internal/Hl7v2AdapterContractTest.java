package org.duima.source.hl7v2.internal;

import java.util.List;
import org.duima.api.RawMessage;
import org.duima.api.spi.SourceAdapter;
import org.duima.api.spi.SourceAdapterContract;

/** The adapter keeps what every adapter promises. */
class Hl7v2AdapterContractTest extends SourceAdapterContract {
  static final List<String> PATIENT = List.of("王某某", "11010519491231002X", "P00417", "V00417");

  private final Fixture fixture = Fixture.loaded();

  /** An admission and a front page. */
  static List<byte[]> frames() {
    String pid = "PID|1||P00417^^^HIS^MR~11010519491231002X^^^GA^NI||王某某||19491231|M\r";
    String visit = "PV1|1|I|0301^12^1||||||||||||||||V00417\r";
    return List.of(
        Fixture.message(msh("ADT^A01^ADT_A01", "C1"), "EVN||20260301080000", pid + visit),
        Fixture.message(
            msh("ADT^A08^ADT_A01", "C2"),
            "EVN||20260302080000",
            pid + visit + "DG1|1||K35.900^急性阑尾炎^I10||20260302|W"));
  }

  private static String msh(String type, String id) {
    return "MSH|^~\\&|HIS|TESTHOSP|DUIMA|YB|20260301080000||"
        + type
        + "|"
        + id
        + "|P|2.5||||||UNICODE UTF-8";
  }

  @Override
  protected SourceAdapter adapter() {
    return fixture.adapter;
  }

  @Override
  protected List<RawMessage> messages() {
    return frames().stream().map(fixture::receive).toList();
  }

  @Override
  protected List<String> patientData() {
    return PATIENT;
  }
}
