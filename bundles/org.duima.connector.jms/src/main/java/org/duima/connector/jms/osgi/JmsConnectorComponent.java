package org.duima.connector.jms.osgi;

import jakarta.jms.ConnectionFactory;
import org.duima.api.spi.PlatformConnector;
import org.duima.connector.jms.internal.JmsConnector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Publishes the connector as a plug-in, and brings the node's own broker while it is there. */
@Component(service = PlatformConnector.class)
public final class JmsConnectorComponent extends JmsConnector {
  @Reference(
      target = "(name=duima)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile ConnectionFactory node;

  @Activate
  public JmsConnectorComponent() {}

  @Override
  protected ConnectionFactory node() {
    return node;
  }
}
