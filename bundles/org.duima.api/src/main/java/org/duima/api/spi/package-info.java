/** Interfaces that plug-ins implement. */
@Version("1.3.0")
package org.duima.api.spi;

import org.osgi.annotation.versioning.Version;
