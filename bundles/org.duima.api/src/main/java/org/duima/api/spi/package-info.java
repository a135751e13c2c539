/** Interfaces that plug-ins implement. */
@Version("1.1.0")
package org.duima.api.spi;

import org.osgi.annotation.versioning.Version;
