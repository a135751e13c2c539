/** Reports: what they are made of, what they are made from, and who makes them. */
@Version("1.0.0")
package org.duima.api.report;

import org.osgi.annotation.versioning.Version;
