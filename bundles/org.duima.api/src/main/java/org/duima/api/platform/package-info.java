/** The conversation with the regional insurance platform. */
@Version("1.1.0")
package org.duima.api.platform;

import org.osgi.annotation.versioning.Version;
