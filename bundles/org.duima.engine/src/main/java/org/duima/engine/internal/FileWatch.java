package org.duima.engine.internal;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.NodeStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the hospital edits one of its files and has the set read again. A change counts when
 * it looked the same in two scans, so that a file is not read while it is being written. Not safe
 * for use by several threads.
 *
 * <p>What stays were last evaluated with is remembered on disk, so that an edit made while the
 * engine or the whole node was down has the same effect as one made under its eyes.
 */
final class FileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  /** File systems keep coarser times than clocks do. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

  private final Path memory;
  private final Clock clock;
  private final Map<HospitalFiles, Seen> sets = new HashMap<>();
  private Map<String, String> evaluated;

  private static final class Seen {
    /** What was tried last, whether it came into force or not. */
    private Map<Path, String> tried;

    private Map<Path, String> last;

    /** What is in force, null if nothing is. */
    private Map<Path, String> good;

    private List<Finding> refused = List.of();
    private Instant refusedAt;
  }

  /**
   * @param memory the node's own file that remembers what stays were evaluated with
   */
  FileWatch(Path memory, Clock clock) {
    this.memory = memory;
    this.clock = clock;
  }

  /**
   * Looks at all sets once.
   *
   * @param current the sets that are there now
   * @return whether stays were evaluated with other content than is in force now; so until {@link
   *     #evaluated()}
   */
  boolean scan(List<HospitalFiles> current) {
    sets.keySet().retainAll(current);
    current.forEach(this::scan);
    if (evaluated == null) {
      evaluated = remembered();
    }
    Map<String, String> now = inForceNow();
    return now.entrySet().stream()
        .anyMatch(
            set -> {
              String before = evaluated.putIfAbsent(set.getKey(), set.getValue());
              return before != null && !before.equals(set.getValue());
            });
  }

  /** Takes note that all stays are to be evaluated with what is in force. */
  void evaluated() {
    evaluated.putAll(inForceNow());
    remember();
  }

  private Map<String, String> inForceNow() {
    Map<String, String> now = new TreeMap<>();
    sets.forEach(
        (set, seen) -> {
          if (seen.good != null) {
            now.put(set.name(), OwnFiles.sha256(seen.good.toString()));
          }
        });
    return now;
  }

  private void scan(HospitalFiles set) {
    Map<Path, String> now = fingerprint(set);
    Seen seen = sets.get(set);
    if (seen == null) {
      first(set, now);
      return;
    }
    boolean settled = now.equals(seen.last);
    seen.last = now;
    if (!now.equals(seen.tried) && settled) {
      load(set, seen, now);
    }
  }

  /** A set has read its files before it is seen; what it could not use it is asked for again. */
  private void first(HospitalFiles set, Map<Path, String> now) {
    Seen seen = new Seen();
    seen.last = now;
    sets.put(set, seen);
    if (isUnloaded(set.inForce()) || changedSince(set, set.inForce().since())) {
      load(set, seen, now);
    } else {
      seen.tried = now;
      seen.good = now;
    }
  }

  private static boolean isUnloaded(HospitalFiles.InForce inForce) {
    return inForce.sha256().isEmpty() || inForce.entries() == 0;
  }

  /** Whether a file was edited, added or deleted between the loading of the set and now. */
  private static boolean changedSince(HospitalFiles set, Instant loaded) {
    Instant from = loaded.minus(CLOCKS_DIFFER);
    for (Path watched : set.watched()) {
      if (!Files.exists(watched)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(watched, 3)) {
        for (Path file : files.toList()) {
          if (Files.getLastModifiedTime(file).toInstant().isAfter(from)) {
            return true;
          }
        }
      } catch (IOException | UncheckedIOException e) {
        return true;
      }
    }
    return false;
  }

  private void load(HospitalFiles set, Seen seen, Map<Path, String> now) {
    seen.tried = now;
    List<Finding> findings;
    try {
      findings = set.reload();
    } catch (UncheckedIOException e) {
      findings =
          List.of(
              Finding.error(
                  "files.unreadable",
                  set.name(),
                  "无法读取，原版本继续有效",
                  "cannot be read, the former version stays"));
    }
    findings.forEach(finding -> LOG.warn("{} {} {}", set.name(), finding.path(), finding.text()));
    boolean good = findings.stream().noneMatch(Finding::isError);
    seen.refused = good ? List.of() : findings;
    seen.refusedAt = good ? null : clock.instant();
    if (good) {
      seen.good = now;
    }
    LOG.info(
        good ? "{} 已生效 / in force" : "{} 未生效，原版本继续有效 / refused, the former version stays",
        set.name());
  }

  private static Map<Path, String> fingerprint(HospitalFiles set) {
    Map<Path, String> fingerprint = new TreeMap<>();
    for (Path watched : set.watched()) {
      if (!Files.exists(watched)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(watched, 3)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
          fingerprint.put(file, attributes.lastModifiedTime().toMillis() + ":" + attributes.size());
        }
      } catch (IOException | UncheckedIOException e) {
        // A file vanished while we looked: the next scan sees the folder as it is then.
        LOG.debug("{}", watched, e);
      }
    }
    return fingerprint;
  }

  private Map<String, String> remembered() {
    Map<String, String> known = new TreeMap<>();
    if (Files.exists(memory)) {
      Properties stored = new Properties();
      try {
        stored.load(new StringReader(Files.readString(memory)));
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{} 无法读取，视为没有变更 / cannot be read, taken as unchanged", memory, e);
      }
      stored.stringPropertyNames().forEach(name -> known.put(name, stored.getProperty(name)));
    }
    return known;
  }

  /** Called once after each start, too, so that the first content known is there to compare. */
  void remember() {
    Properties known = new Properties();
    evaluated.forEach(known::setProperty);
    StringWriter text = new StringWriter();
    try {
      known.store(text, "what stays were last evaluated with; written by the node");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OwnFiles.write(memory, text.toString());
  }

  List<NodeStatus.InForce> inForce() {
    List<NodeStatus.InForce> reports = new ArrayList<>();
    sets.forEach(
        (set, seen) -> {
          HospitalFiles.InForce now = set.inForce();
          reports.add(
              new NodeStatus.InForce(
                  set.name(),
                  now.sha256(),
                  now.sha256().isEmpty() ? null : now.since(),
                  now.entries(),
                  seen.refused,
                  seen.refusedAt));
        });
    reports.sort(Comparator.comparing(NodeStatus.InForce::name));
    return reports;
  }
}
