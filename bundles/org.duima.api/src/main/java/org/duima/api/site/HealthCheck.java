package org.duima.api.site;

import org.duima.api.Text;
import org.osgi.annotation.versioning.ConsumerType;

/** One thing whose health a monitor asks for. Answers within a second; safe for several threads. */
@ConsumerType
public interface HealthCheck {
  /** Short stable name, such as {@code broker}. */
  String name();

  /** How it is now. Never throws. */
  Health check();

  /**
   * How something is.
   *
   * @param up whether it works
   * @param critical whether the node cannot do its work without it
   * @param detail for people, without patient data
   */
  record Health(boolean up, boolean critical, Text detail) {}
}
