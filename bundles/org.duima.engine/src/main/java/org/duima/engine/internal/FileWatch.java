package org.duima.engine.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 */
final class FileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final Map<HospitalFiles, Seen> sets = new HashMap<>();

  private static final class Seen {
    private Map<Path, String> inForce;
    private Map<Path, String> last;
    private List<Finding> refused = List.of();
  }

  /**
   * Looks at all sets once.
   *
   * @param current the sets that are there now
   * @return whether a set with new content came into force
   */
  boolean scan(List<HospitalFiles> current) {
    sets.keySet().retainAll(current);
    boolean changed = false;
    for (HospitalFiles set : current) {
      changed |= scan(set);
    }
    return changed;
  }

  private boolean scan(HospitalFiles set) {
    Map<Path, String> now = fingerprint(set);
    Seen seen = sets.get(set);
    if (seen == null) {
      seen = new Seen();
      seen.inForce = now;
      seen.last = now;
      sets.put(set, seen);
      return false;
    }
    boolean settled = now.equals(seen.last);
    seen.last = now;
    if (now.equals(seen.inForce) || !settled) {
      return false;
    }
    seen.inForce = now;
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
    LOG.info(
        good ? "{} 已生效 / in force" : "{} 未生效，原版本继续有效 / refused, the former version stays",
        set.name());
    return good;
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

  List<NodeStatus.InForce> inForce() {
    List<NodeStatus.InForce> reports = new ArrayList<>();
    sets.forEach(
        (set, seen) -> {
          HospitalFiles.InForce now = set.inForce();
          reports.add(
              new NodeStatus.InForce(
                  set.name(), now.sha256(), now.since(), now.entries(), seen.refused));
        });
    reports.sort(java.util.Comparator.comparing(NodeStatus.InForce::name));
    return reports;
  }
}
