/** From a stay to checked settlement lists (医疗保障基金结算清单). */
@Version("1.0.0")
package org.duima.api.settlement;

import org.osgi.annotation.versioning.Version;
