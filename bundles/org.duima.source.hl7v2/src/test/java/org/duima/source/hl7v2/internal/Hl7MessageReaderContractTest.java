package org.duima.source.hl7v2.internal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.receive.MessageReader;
import org.duima.api.spi.MessageReaderContract;

/** The reader keeps what every reader promises. */
class Hl7MessageReaderContractTest extends MessageReaderContract {
  @Override
  protected MessageReader reader() {
    return Fixture.loaded().reader;
  }

  @Override
  protected List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>(Hl7v2AdapterContractTest.frames());
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    batch.writeBytes(Fixture.message("FHS|^~\\&|HIS", "BHS|^~\\&|HIS"));
    frames.forEach(batch::writeBytes);
    batch.writeBytes(Fixture.message("BTS|2", "FTS|1"));
    frames.add(batch.toByteArray());
    return frames;
  }

  @Override
  protected List<String> patientData() {
    return Hl7v2AdapterContractTest.PATIENT;
  }
}
