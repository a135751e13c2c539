package org.duima.api.site;

/** Holds the site configuration in force. Safe for use by several threads. */
public interface Sites {
  /** The configuration in force; a change of the file shows in the next call. */
  Site current();
}
