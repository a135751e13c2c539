package org.duima.engine.internal;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultProducer;

/** A step that works on the calling thread. */
final class StepProducer extends DefaultProducer {
  private final Processor step;

  StepProducer(Endpoint endpoint, Processor step) {
    super(endpoint);
    this.step = step;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    step.process(exchange);
  }
}
