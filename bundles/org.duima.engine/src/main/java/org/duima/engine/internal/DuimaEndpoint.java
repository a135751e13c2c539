package org.duima.engine.internal;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One word of the vocabulary with its options. */
final class DuimaEndpoint extends DefaultEndpoint {
  private final DuimaComponent component;
  private final String word;
  private final ReceiveProducer.Options receive;
  private final QueueConsumer.Options queue;
  private final String step;
  private final int workers;
  private final int batch;
  private final long idleMs;

  DuimaEndpoint(
      String uri,
      DuimaComponent component,
      String word,
      ReceiveProducer.Options receive,
      QueueConsumer.Options queue,
      String step,
      int workers,
      int batch,
      long idleMs) {
    super(uri, component);
    this.component = component;
    this.word = word;
    this.receive = receive;
    this.queue = queue;
    this.step = step;
    this.workers = workers;
    this.batch = batch;
    this.idleMs = idleMs;
    if (workers < 1 || batch < 1 || idleMs < 1 || queue.retryMs() < 1) {
      throw new IllegalArgumentException(
          "duima:" + word + ": workers, batch, idleMs, retryMs 应大于零 / must be above zero");
    }
  }

  @Override
  public Producer createProducer() {
    Rooms rooms = component.rooms();
    return switch (word) {
      case "alert" -> new AlertProducer(this, rooms, component.judges(), receive.format());
      case "receive" ->
          new ReceiveProducer(this, rooms, component.receiver(), component.counts(), receive);
      case "move" -> new StepProducer(this, new MoveFile(rooms)::process);
      case "apply" -> new StepProducer(this, new ApplyMessages(rooms, component.absent())::process);
      case "assemble" -> new StepProducer(this, new AssembleLists(rooms)::process);
      case "outbox" -> new StepProducer(this, new SaveLists(rooms)::process);
      case "forward" -> new StepProducer(this, new ForwardCall(rooms).step(step));
      case "inquire" -> new StepProducer(this, new InquireCall(rooms).step(step));
      case "report" -> new StepProducer(this, new ReportOverrides(rooms)::report);
      case "deliver" -> new StepProducer(this, new DeliverCall(rooms)::process);
      default ->
          throw new UnsupportedWordException(
              "duima:" + word + ": 只能用作来源 (from) / can only be a source (from)");
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (word.equals("queue")) {
      QueueConsumer consumer = new QueueConsumer(this, processor, queue);
      configureConsumer(consumer);
      return consumer;
    }
    Rooms rooms = component.rooms();
    if (word.equals("deliveries")) {
      DeliveryConsumer consumer =
          new DeliveryConsumer(this, processor, rooms, workers, batch, idleMs);
      configureConsumer(consumer);
      return consumer;
    }
    WorkSource source =
        switch (word) {
          case "inbox" -> WorkSources.inbox(rooms, batch, component.absent());
          case "stays" -> WorkSources.stays(rooms, batch);
          case "outbox" -> WorkSources.outbox(rooms, batch);
          case "accepted" -> WorkSources.accepted(rooms, batch);
          case "inquiries" -> WorkSources.inquiries(rooms, batch);
          case "overrides" -> new ReportOverrides(rooms).source(batch);
          default ->
              throw new UnsupportedWordException(
                  "duima:" + word + ": 只能用作去向 (to) / can only be a target (to)");
        };
    WorkConsumer consumer = new WorkConsumer(this, processor, source, word, workers, idleMs);
    configureConsumer(consumer);
    return consumer;
  }

  DuimaComponent component() {
    return component;
  }

  String node() {
    return component.rooms().node();
  }

  /** A word in the wrong place of a route file. */
  static final class UnsupportedWordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnsupportedWordException(String message) {
      super(message);
    }
  }
}
