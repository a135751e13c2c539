package org.duima.source.fhir4.osgi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderDoor;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Sites;
import org.duima.source.fhir4.internal.CdsHooksDoor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers CDS Hooks to the node, and gets HAPI ready beside its start. */
@Component(
    immediate = true,
    service = OrderDoor.class,
    property = {"family=cds-hooks"})
public final class CdsHooksComponent implements OrderDoor {
  private static final Logger LOG = LoggerFactory.getLogger(CdsHooksComponent.class);

  private final CdsHooksDoor door;

  @Activate
  public CdsHooksComponent(@Reference Sites sites, @Reference Dictionaries dictionaries) {
    door = new CdsHooksDoor(sites, () -> dictionaries);
    Thread warming = new Thread(this::warm, "duima-fhir-warming");
    warming.setDaemon(true);
    warming.start();
  }

  private void warm() {
    long began = System.nanoTime();
    try {
      door.warm();
      LOG.info(
          "FHIR R4 已就绪，用时 {} 毫秒 / FHIR R4 is ready after {} ms",
          (System.nanoTime() - began) / 1_000_000,
          (System.nanoTime() - began) / 1_000_000);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("FHIR R4 无法启动，CDS Hooks 不可用 / HAPI does not start, so CDS Hooks cannot answer", e);
    }
  }

  @Override
  public String family() {
    return door.family();
  }

  @Override
  public Asked read(String what, byte[] body, Instant at) {
    return door.read(what, body, at);
  }

  @Override
  public byte[] answer(Question asked, AlertAnswer answer) {
    return door.answer(asked, answer);
  }

  @Override
  public byte[] answer(Told told, Set<String> unknownAlerts) {
    return door.answer(told, unknownAlerts);
  }

  @Override
  public byte[] answer(Refused refused) {
    return door.answer(refused);
  }

  @Override
  public Optional<byte[]> discovery() {
    return door.discovery();
  }
}
