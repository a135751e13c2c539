package org.duima.api.site;

import org.osgi.annotation.versioning.ProviderType;

/** Holds the site configuration in force. Safe for use by several threads. */
@ProviderType
public interface Sites {
  /** The configuration in force; a change of the file shows in the next call. */
  Site current();
}
