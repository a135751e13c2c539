package org.duima.engine.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.ledger.Deliveries;
import org.duima.api.platform.Receipt;
import org.duima.api.site.NodeStatus;
import org.duima.api.spi.PlatformConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The destinations beside the national platform: one for each {@code
 * etc/org.duima.destination-NAME.cfg}, as the files change and connectors come and go. A version of
 * a file that is refused leaves the former one in force. The files are read here, and not taken
 * from the configuration service, because that tells of them one after another at some time after
 * the start: until then a destination would seem to be gone, and lists that are ready meanwhile
 * would be lost for it. Safe for use by several threads; {@link #scan} is called by one.
 */
public final class Destinations {
  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
  private static final String PREFIX = "org.duima.destination-";
  private static final String SUFFIX = ".cfg";
  private static final int LARGEST_FILE_BYTES = 1 << 20;

  /** However long a delivery's own pause is, the destination gets another chance after this. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);

  private final Path etc;
  private final Path home;
  private final Clock clock;
  private final List<PlatformConnector> connectors = new ArrayList<>();
  private final Map<String, Destination> byName = new TreeMap<>();
  private Told told;

  private record Told(List<Deliveries.Wanted> wanted, Set<String> unread) {}

  /** A file with what came of it. */
  private static final class Destination {
    /** As seen in the last scan; in force once two scans saw the same. */
    private byte[] seen;

    private byte[] tried = new byte[0];
    private PlatformConnector triedWith;
    private DestinationSettings settings;
    private String sha256 = "";
    private Instant since;
    private Finding refused;
    private Instant refusedAt;
    private PlatformConnector connector;
    private OpenLine line;
    private int failures;
    private Instant restUntil = Instant.MIN;
  }

  /**
   * @param etc directory of the files
   * @param home directory that connectors look relative file names up in
   */
  public Destinations(Path etc, Path home, Clock clock) {
    this.etc = etc;
    this.home = home;
    this.clock = clock;
  }

  /** A connector is there now; of several with one name the first is used. */
  public synchronized void arrive(PlatformConnector connector) {
    if (connectors.stream().anyMatch(one -> one.name().equals(connector.name()))) {
      LOG.error(
          "连接器 {} 已有，后到的暂不使用 / there is a connector of this name already, the later one waits",
          connector.name());
    }
    connectors.add(connector);
  }

  /** A connector is about to go: no further call is made over its lines, which then close. */
  public synchronized void leave(PlatformConnector connector) {
    connectors.remove(connector);
    for (Destination destination : byName.values()) {
      if (destination.connector == connector) {
        retire(destination);
      }
      if (destination.triedWith == connector) {
        destination.triedWith = null;
      }
    }
  }

  private static void retire(Destination destination) {
    if (destination.line != null) {
      destination.line.retire();
    }
    destination.line = null;
    destination.connector = null;
  }

  /**
   * Brings the destinations in line with files and connectors, and the store with them.
   *
   * @throws org.duima.api.ledger.StoreUnavailableException if the store could not be told; it is
   *     told with the next scan then
   */
  public void scan(Deliveries deliveries) {
    Told now = refresh();
    if (!now.equals(told)) {
      deliveries.wanted(now.wanted(), now.unread());
      told = now;
    }
  }

  private synchronized Told refresh() {
    Map<String, byte[]> files = read();
    for (String gone : byName.keySet().stream().filter(n -> !files.containsKey(n)).toList()) {
      retire(byName.remove(gone));
      LOG.info("目的地 {} 已移除，其未完成的投递等待 / destination removed, what it waits for stays", gone);
    }
    files.forEach(
        (name, content) -> {
          Destination destination = byName.computeIfAbsent(name, any -> new Destination());
          // a file may be seen while it is being written, except when nothing ran before
          boolean settled =
              told == null || destination.seen != null && Arrays.equals(destination.seen, content);
          destination.seen = content;
          if (settled) {
            follow(name, destination, content);
          }
        });
    List<Deliveries.Wanted> wanted = new ArrayList<>();
    Set<String> unread = new TreeSet<>();
    byName.forEach(
        (name, destination) -> {
          if (destination.settings == null) {
            unread.add(name);
          } else {
            wanted.add(destination.settings.wanted());
          }
        });
    return new Told(List.copyOf(wanted), unread);
  }

  private Map<String, byte[]> read() {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(etc)) {
      for (Path file : entries.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
          files.put(
              name.substring(PREFIX.length(), name.length() - SUFFIX.length()),
              Files.size(file) > LARGEST_FILE_BYTES ? new byte[0] : Files.readAllBytes(file));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow(String name, Destination destination, byte[] content) {
    if (!Arrays.equals(destination.tried, content)) {
      destination.tried = content;
      destination.triedWith = null;
      tryOut(name, destination, content);
    } else if (destination.line == null && destination.settings != null) {
      connector(destination.settings)
          .filter(there -> there != destination.triedWith)
          .ifPresent(there -> tryOut(name, destination, content));
    }
  }

  /**
   * Takes the newest version of the file if it is right, and the one in force if that one is not
   * and its connector has come back.
   */
  private void tryOut(String name, Destination destination, byte[] content) {
    try {
      DestinationSettings settings = DestinationSettings.of(name, texts(content));
      open(name, destination, settings);
      if (!sha256(content).equals(destination.sha256)) {
        destination.sha256 = sha256(content);
        destination.since = clock.instant();
      }
      destination.refused = null;
      LOG.info(
          destination.line == null
              ? "目的地 {} 等待连接器 {} / destination waits for its connector"
              : "目的地 {} 已生效，连接器 {} / destination in force, connector",
          name,
          settings.connector());
    } catch (IllegalArgumentException e) {
      destination.refusedAt = clock.instant();
      destination.refused = refused(name, destination.settings != null, e.getMessage());
      LOG.error("{}", destination.refused.text());
      if (destination.line == null && destination.settings != null) {
        reopen(name, destination);
      }
    }
  }

  private void reopen(String name, Destination destination) {
    try {
      open(name, destination, destination.settings);
    } catch (IllegalArgumentException e) {
      LOG.debug("{}", name, e);
    }
  }

  private void open(String name, Destination destination, DestinationSettings settings) {
    Optional<PlatformConnector> connector = connector(settings);
    OpenLine line = null;
    if (connector.isPresent()) {
      destination.triedWith = connector.get();
      line = new OpenLine(name, open(connector.get(), settings));
    }
    retire(destination);
    destination.settings = settings;
    destination.connector = connector.orElse(null);
    destination.line = line;
    destination.failures = 0;
    destination.restUntil = Instant.MIN;
  }

  private PlatformConnector.Line open(PlatformConnector connector, DestinationSettings settings) {
    try {
      return connector.open(settings.all(), home);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("{}", connector.name(), e);
      throw new IllegalArgumentException(
          "连接器 " + connector.name() + " 出错 / the connector failed: " + e.getClass().getName());
    }
  }

  private Optional<PlatformConnector> connector(DestinationSettings settings) {
    return connectors.stream().filter(one -> one.name().equals(settings.connector())).findFirst();
  }

  private static Map<String, String> texts(byte[] content) {
    if (content.length == 0) {
      throw new IllegalArgumentException("文件为空或超过 1 MB / the file is empty or above 1 MB");
    }
    Properties properties = new Properties();
    try (InputStreamReader reader =
        new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> texts = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
    return texts;
  }

  /**
   * @param why {@code key: 中文 / English}
   */
  private static Finding refused(String name, boolean former, String why) {
    String file = file(name);
    int middle = why.indexOf(" / ");
    int key = why.indexOf(": ");
    boolean twice = middle > 0;
    String en =
        twice
            ? why.substring(0, key > 0 && key < middle ? key + 2 : 0) + why.substring(middle + 3)
            : why;
    return Finding.error(
        "destinations.refused",
        file,
        file + (former ? " 有误，沿用原设置: " : " 有误，未生效: ") + (twice ? why.substring(0, middle) : why),
        file
            + (former
                ? " has an error, the former settings stay in force: "
                : " has an error, it is not in force: ")
            + en);
  }

  private static String file(String name) {
    return "etc/" + PREFIX + name + SUFFIX;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Destinations in force. */
  synchronized Set<String> names() {
    Set<String> names = new HashSet<>();
    byName.forEach(
        (name, destination) -> {
          if (destination.settings != null) {
            names.add(name);
          }
        });
    return names;
  }

  /** Whether something may be handed over: the connector is there and did not fail just now. */
  synchronized boolean isOpen(String name, Instant now) {
    Destination destination = byName.get(name);
    return destination != null && destination.line != null && !now.isBefore(destination.restUntil);
  }

  /** The line of a destination, to be closed after the call; empty while there is none. */
  synchronized Optional<OpenLine.Use> use(String name) {
    Destination destination = byName.get(name);
    return destination == null || destination.line == null
        ? Optional.empty()
        : Optional.ofNullable(destination.line.use());
  }

  /**
   * When to go on after a call, and a rest for the whole destination after trouble with the world,
   * so that one that is away is not called once for each delivery.
   *
   * @param attempts calls for this delivery that failed before this one
   * @return null if nothing is left to do, or only a person can do it
   */
  synchronized Instant next(String name, Receipt receipt, int attempts, Instant now) {
    Destination destination = byName.get(name);
    boolean trouble = isTrouble(receipt);
    if (destination != null && destination.settings != null) {
      destination.failures = trouble ? destination.failures + 1 : 0;
      Duration rest = pause(destination.settings, destination.failures - 1);
      destination.restUntil =
          trouble ? now.plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST) : Instant.MIN;
    }
    if (trouble) {
      return destination == null || destination.settings == null
          ? now
          : now.plus(pause(destination.settings, attempts));
    }
    return receipt instanceof Receipt.Held held && !(held.present() && held.equal()) ? now : null;
  }

  /** Refused for what the list says is an answer; busy or not let in is not. */
  private static boolean isTrouble(Receipt receipt) {
    return receipt instanceof Receipt.Unknown
        || receipt instanceof Receipt.Refused refused
            && (refused.kind() == Receipt.Kind.BUSY
                || refused.kind() == Receipt.Kind.CONFIGURATION);
  }

  private static Duration pause(DestinationSettings settings, int doublings) {
    Duration pause = settings.retryFirst().multipliedBy(1L << Math.max(0, Math.min(doublings, 20)));
    return pause.compareTo(settings.retryLongest()) < 0 ? pause : settings.retryLongest();
  }

  /** The files for a status page. */
  public synchronized List<NodeStatus.InForce> inForce() {
    List<NodeStatus.InForce> files = new ArrayList<>();
    byName.forEach(
        (name, destination) ->
            files.add(
                new NodeStatus.InForce(
                    file(name),
                    destination.sha256,
                    destination.since,
                    destination.settings == null ? 0 : 1,
                    destination.refused == null ? List.of() : List.of(destination.refused),
                    destination.refused == null ? null : destination.refusedAt)));
    return files;
  }

  /** What is wrong with the files or missing for them; empty if nothing. */
  synchronized List<Text> problems() {
    List<Text> problems = new ArrayList<>();
    byName.forEach(
        (name, destination) -> {
          if (destination.refused != null) {
            problems.add(destination.refused.text());
          }
          if (destination.settings != null && connector(destination.settings).isEmpty()) {
            problems.add(
                new Text(
                    file(name)
                        + ": connector: 连接器 "
                        + destination.settings.connector()
                        + " 不在，投递等待",
                    "the connector is not there, deliveries wait"));
          }
        });
    return problems;
  }

  /** How long a delivery may wait; empty for a destination without a file. */
  synchronized Optional<Duration> warnAfter(String name) {
    return Optional.ofNullable(byName.get(name))
        .map(destination -> destination.settings)
        .map(DestinationSettings::warnAfter);
  }

  /** Ends all lines; calls under way end first. */
  public synchronized void close() {
    byName.values().forEach(Destinations::retire);
  }
}
