package org.duima.api;

import java.util.Objects;

/**
 * Where a value came from, precise enough for a person to find it in the message.
 *
 * @param arrivalNumber number of the message in the inbox, 0 outside a node
 * @param message its type with its control id, such as {@code ADT^A08 MSG0042} or {@code 2304}
 * @param path the place in it, such as {@code PID-5} or {@code output.setlinfo.setl_id}
 */
public record Origin(long arrivalNumber, String message, String path) {
  public Origin {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(path, "path");
  }

  /** One line for provenance listings: message, then path. */
  @Override
  public String toString() {
    return message + " " + path;
  }
}
