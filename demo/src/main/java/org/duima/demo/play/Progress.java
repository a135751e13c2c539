package org.duima.demo.play;

import java.io.PrintStream;

/** A line for every twentieth part of the day. Thread-safe. */
final class Progress {
  private static final int STEPS = 20;
  private final PrintStream out;
  private final int total;
  private int done;
  private int shown;

  Progress(PrintStream out, int total) {
    this.out = out;
    this.total = total;
  }

  synchronized void step() {
    done++;
    int part = done * STEPS / total;
    if (part > shown) {
      shown = part;
      out.printf("  播放 playing %3d%%  %d/%d%n", part * 100 / STEPS, done, total);
    }
  }
}
