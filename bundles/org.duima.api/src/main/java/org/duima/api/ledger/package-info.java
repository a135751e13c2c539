/** The durable record: inbox, events, stays, list versions, outbox, attempts, decisions. */
@Version("1.2.0")
package org.duima.api.ledger;

import org.osgi.annotation.versioning.Version;
