package org.duima.connector.jms.internal;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Optional;
import org.duima.api.platform.Receipt;

/** Where a line's connections come from. Safe for use by several threads. */
interface Broker {
  /** Connects; blocks for as long as the network does. */
  Connection connect() throws JMSException;

  /** Why a message would be lost though the broker takes it, if it would. */
  Optional<Receipt> lost(Session session) throws JMSException;

  /** Whether a send failed because the broker's queue is full. */
  boolean isFull(JMSException failure);
}
