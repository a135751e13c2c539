/** Events of a hospital stay and the stay that they add up to. */
@Version("1.0.0")
package org.duima.api.encounter;

import org.osgi.annotation.versioning.Version;
