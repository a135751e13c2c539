package org.duima.cli.internal;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param in standard input
 * @param out results
 * @param err progress and diagnostics
 * @param environment environment variables
 * @param clock the machine's
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Clock clock) {
  public void note(String zh, String en) {
    err.println(zh + " / " + en);
  }
}
