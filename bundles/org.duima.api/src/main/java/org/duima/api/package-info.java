/**
 * The words that every room shares: codes, money, findings, messages.
 *
 * <p>Everything in {@code org.duima.api} is plain Java, immutable and safe for use by several
 * threads unless a type says otherwise.
 */
@Version("1.1.0")
package org.duima.api;

import org.osgi.annotation.versioning.Version;
