package org.duima.engine.internal;

import java.io.File;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file pass once nobody has written to it for a while: its size and time looked the same
 * over that while, by this node's own clock, since clocks of file servers go astray. A file that
 * may not be read does not pass; the others are not held up by it. Safe for use by several threads.
 */
final class WholeFiles implements GenericFileFilter<File> {
  private static final long FORGET_NANOS = Duration.ofMinutes(10).toNanos();

  private final long settleNanos;
  private final Map<String, Seen> seen = new HashMap<>();
  private long forgottenAt = System.nanoTime();

  private record Seen(long size, long modified, long since, long last) {}

  WholeFiles(Duration settle) {
    this.settleNanos = settle.toNanos();
  }

  @Override
  public boolean accept(GenericFile<File> listed) {
    File file = listed.getFile();
    return file.isDirectory() || (isSettled(file, System.nanoTime()) && file.canRead());
  }

  synchronized boolean isSettled(File file, long now) {
    forget(now);
    long size = file.length();
    long modified = file.lastModified();
    Seen before = seen.get(file.getPath());
    boolean same = before != null && before.size == size && before.modified == modified;
    long since = same ? before.since : now;
    seen.put(file.getPath(), new Seen(size, modified, since, now));
    return now - since >= settleNanos;
  }

  /** Files that were moved away are not asked about any more. */
  private void forget(long now) {
    if (now - forgottenAt > FORGET_NANOS) {
      seen.values().removeIf(one -> now - one.last > FORGET_NANOS);
      forgottenAt = now;
    }
  }
}
