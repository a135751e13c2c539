/** Lists on a queue or topic. */
package org.duima.connector.jms.internal;
