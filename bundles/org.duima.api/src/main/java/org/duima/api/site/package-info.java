/** What a hospital configures: its institutions, senders, files. */
@Version("1.2.0")
package org.duima.api.site;

import org.osgi.annotation.versioning.Version;
