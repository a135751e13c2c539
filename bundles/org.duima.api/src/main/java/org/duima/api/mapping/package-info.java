/** Translating codes between editions and looking up dictionaries. */
@Version("1.1.0")
package org.duima.api.mapping;

import org.osgi.annotation.versioning.Version;
