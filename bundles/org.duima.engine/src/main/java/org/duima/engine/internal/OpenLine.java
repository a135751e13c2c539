package org.duima.engine.internal;

import org.duima.api.spi.PlatformConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line that is closed once it is retired and nobody uses it. Safe for use by several threads. */
final class OpenLine {
  private static final Logger LOG = LoggerFactory.getLogger(OpenLine.class);

  private final String destination;
  private final PlatformConnector.Line line;
  private int users;
  private boolean retired;

  OpenLine(String destination, PlatformConnector.Line line) {
    this.destination = destination;
    this.line = line;
  }

  /** A call over the line, which is not closed before this is. */
  final class Use implements AutoCloseable {
    PlatformConnector.Line line() {
      return line;
    }

    @Override
    public void close() {
      release();
    }
  }

  /** Null if it is retired. */
  synchronized Use use() {
    if (retired) {
      return null;
    }
    users++;
    return new Use();
  }

  private void release() {
    boolean last;
    synchronized (this) {
      users--;
      last = retired && users == 0;
    }
    if (last) {
      close();
    }
  }

  /** No further call is made; a call under way ends first. */
  void retire() {
    boolean unused;
    synchronized (this) {
      unused = !retired && users == 0;
      retired = true;
    }
    if (unused) {
      close();
    }
  }

  private void close() {
    try {
      line.close();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn(
          "目的地 {} 的连接关闭时出错 / closing the line of a destination failed: {}",
          destination,
          e.getClass().getName());
      LOG.debug("{}", destination, e);
    }
  }
}
