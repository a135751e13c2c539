/** From the bytes of a connection to messages, and back to the answers. */
@Version("1.1.0")
package org.duima.api.receive;

import org.osgi.annotation.versioning.Version;
