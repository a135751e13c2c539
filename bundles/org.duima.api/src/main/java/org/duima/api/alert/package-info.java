/** Orders, the knowledge base they are judged by, and the alerts that come of it. */
@Version("1.0.0")
package org.duima.api.alert;

import org.osgi.annotation.versioning.Version;
