/** The conversation with the regional insurance platform. */
@Version("1.2.0")
package org.duima.api.platform;

import org.osgi.annotation.versioning.Version;
