package org.duima.source.hl7v2.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.alert.OrderDoor;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.Reading;
import org.duima.api.receive.Verdict;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;
import org.duima.source.hl7v2.internal.Hl7MessageReader;
import org.duima.source.hl7v2.internal.Hl7OrderDoor;
import org.duima.source.hl7v2.internal.Hl7v2Adapter;
import org.duima.source.hl7v2.internal.MappingFiles;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers HL7 v2 to the node: the reader of frames and the mapping files at once, the adapter and
 * the door for orders as soon as a mapping has been loaded. Until then messages are taken and wait
 * in the inbox.
 */
@Component(
    immediate = true,
    service = {HospitalFiles.class, MessageReader.class},
    property = {"format=hl7v2"})
public final class Hl7v2Component implements HospitalFiles, MessageReader {
  private static final Logger LOG = LoggerFactory.getLogger(Hl7v2Component.class);

  private final BundleContext bundles;
  private final MappingFiles files;
  private final MessageReader reader;
  private final SourceAdapter adapter;
  private final OrderDoor door;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** Whether the adapter is offered, or is to be no more. */
  private boolean offered;

  private boolean ended;

  /** Loads {@code mappings/} of the node's home. */
  @Activate
  public Hl7v2Component(
      BundleContext bundles, @Reference Sites sites, @Reference Dictionaries dictionaries) {
    this.bundles = bundles;
    Clock clock = Clock.systemUTC();
    this.files = new MappingFiles(home(bundles).resolve("mappings"), clock);
    this.reader = new Hl7MessageReader(files, () -> sites.current().zone(), clock);
    this.adapter = new Hl7v2Adapter(sites, () -> dictionaries, files);
    this.door = new Hl7OrderDoor(sites, () -> dictionaries, files, clock);
    load();
    // who is complete with the adapter asks for the reader at once, which this constructor still
    // makes: on another thread it waits for that, on this one it would be refused
    Thread thread = new Thread(this::offer, "duima-hl7v2");
    thread.setDaemon(true);
    thread.start();
  }

  private static Path home(BundleContext bundles) {
    String home = bundles.getProperty("duima.home");
    return Path.of(home != null ? home : bundles.getProperty("karaf.base"));
  }

  @Override
  public List<Finding> reload() {
    List<Finding> findings = load();
    offer();
    return findings;
  }

  private synchronized List<Finding> load() {
    List<Finding> findings = files.reload();
    for (Finding finding : findings) {
      if (finding.isError()) {
        LOG.error("{}", finding.text());
      } else {
        LOG.warn("{}", finding.text());
      }
    }
    return findings;
  }

  /** Nothing is locked meanwhile: whoever is told may call back from another thread. */
  private void offer() {
    synchronized (this) {
      if (offered || ended || !files.isLoaded()) {
        return;
      }
      offered = true;
    }
    List<ServiceRegistration<?>> made =
        List.of(
            register(OrderDoor.class, door, "family", door.family()),
            register(SourceAdapter.class, adapter, "format", adapter.format()));
    synchronized (this) {
      if (!ended) {
        registrations.addAll(made);
        return;
      }
    }
    made.forEach(ServiceRegistration::unregister);
  }

  private <S> ServiceRegistration<S> register(
      Class<S> type, S service, String property, String value) {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put(property, value);
    return bundles.registerService(type, service, properties);
  }

  @Deactivate
  void deactivate() {
    List<ServiceRegistration<?>> made;
    synchronized (this) {
      ended = true;
      made = List.copyOf(registrations);
      registrations.clear();
    }
    made.forEach(ServiceRegistration::unregister);
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public List<Path> watched() {
    return files.watched();
  }

  @Override
  public InForce inForce() {
    return files.inForce();
  }

  @Override
  public String format() {
    return reader.format();
  }

  @Override
  public Reading read(byte[] frame, Instant receivedAt) {
    return reader.read(frame, receivedAt);
  }

  @Override
  public Reading refuse(byte[] start, Finding reason) {
    return reader.refuse(start, reason);
  }

  @Override
  public byte[] answer(Reading reading, List<Verdict> verdicts) {
    return reader.answer(reading, verdicts);
  }
}
