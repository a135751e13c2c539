package org.duima.engine.internal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/** Runs leased work through a route with a fixed number of workers. */
final class WorkConsumer extends DefaultConsumer {
  private final WorkLoop loop;
  private final String word;
  private final int workers;
  private ExecutorService threads;

  WorkConsumer(
      Endpoint endpoint,
      Processor processor,
      WorkSource source,
      String word,
      int workers,
      long idleMs) {
    super(endpoint, processor);
    this.word = word;
    this.workers = workers;
    this.loop =
        new WorkLoop(
            this, source, word, idleMs, () -> isRunAllowed() && !isSuspendingOrSuspended());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    threads =
        getEndpoint()
            .getCamelContext()
            .getExecutorServiceManager()
            .newFixedThreadPool(this, "duima-" + word, workers);
    for (int i = 0; i < workers; i++) {
      String worker = ((DuimaEndpoint) getEndpoint()).node() + "/" + word + "-" + i;
      threads.execute(() -> loop.work(worker));
    }
  }

  @Override
  protected void doStop() throws Exception {
    loop.wake();
    if (threads != null) {
      threads.shutdown();
      // A step in progress ends by itself; its lease protects it if it does not.
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    }
    super.doStop();
  }
}
