package org.duima.engine.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The {@code duima:} component: the words in which route files speak.
 *
 * <table>
 * <caption>Endpoints</caption>
 * <tr><td>{@code to duima:alert?format=hl7v2}</td><td>ask the alerts about an order before it is stored</td></tr>
 * <tr><td>{@code to duima:receive?format=hl7v2}</td><td>store what a transport brought, answer it</td></tr>
 * <tr><td>{@code to duima:move}</td><td>put a received file to done/ or failed/</td></tr>
 * <tr><td>{@code from duima:queue?name=duima.in}</td><td>messages of a JMS queue</td></tr>
 * <tr><td>{@code from duima:inbox}</td><td>stored messages, lane by lane</td></tr>
 * <tr><td>{@code to duima:apply}</td><td>parse them and record their events</td></tr>
 * <tr><td>{@code from duima:stays}</td><td>stays whose evaluation is due</td></tr>
 * <tr><td>{@code to duima:assemble}</td><td>fold a stay, gate, assemble and check its lists</td></tr>
 * <tr><td>{@code to duima:outbox}</td><td>save them; ready ones become submissions</td></tr>
 * <tr><td>{@code from duima:outbox}</td><td>submissions that have something to do</td></tr>
 * <tr><td>{@code to duima:forward?step=request|answer|failed}</td><td>the platform's protocol</td></tr>
 * <tr><td>{@code from duima:inquiries}</td><td>questions to the platform that are due</td></tr>
 * <tr><td>{@code to duima:inquire?step=request|answer|failed}</td><td>a page of one</td></tr>
 * <tr><td>{@code from duima:overrides}</td><td>what doctors answered to alerts and the platform does
 *     not know</td></tr>
 * <tr><td>{@code to duima:report}</td><td>it becomes a question to the platform (3103)</td></tr>
 * <tr><td>{@code from duima:deliveries}</td><td>what destinations beside the platform are to be
 *     told</td></tr>
 * <tr><td>{@code to duima:deliver}</td><td>one call to such a destination</td></tr>
 * <tr><td>{@code from duima:accepted}</td><td>accepted lists to be published</td></tr>
 * </table>
 */
public final class DuimaComponent extends DefaultComponent {
  static final Set<String> SOURCES =
      Set.of(
          "inbox", "stays", "outbox", "accepted", "inquiries", "overrides", "queue", "deliveries");
  static final Set<String> TARGETS =
      Set.of(
          "alert",
          "receive",
          "move",
          "apply",
          "assemble",
          "outbox",
          "forward",
          "inquire",
          "report",
          "deliver");

  /** An order may wait for the ledger, so more of them are judged at once than there are cores. */
  private static final int JUDGES = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

  private final Rooms rooms;
  private final Receiver receiver;
  private final ExecutorService judges;
  private final Absent absent;
  private final Set<WorkConsumer> working = ConcurrentHashMap.newKeySet();
  private final DoorCounts counts = new DoorCounts();

  /**
   * @param refuseReusedControlId whether a control id used before with another body is refused
   */
  public DuimaComponent(Rooms rooms, boolean refuseReusedControlId) {
    this.rooms = rooms;
    this.receiver = new Receiver(rooms.inbox(), refuseReusedControlId);
    this.absent = new Absent(rooms.adapters());
    this.judges = Executors.newFixedThreadPool(JUDGES, DuimaComponent::judge);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String word, Map<String, Object> parameters) {
    if (!SOURCES.contains(word) && !TARGETS.contains(word)) {
      throw new IllegalArgumentException("duima:" + word + ": 没有这个词 / there is no such word");
    }
    String format = getAndRemoveParameter(parameters, "format", String.class, "hl7v2");
    long maxBytes = getAndRemoveParameter(parameters, "maxBytes", Long.class, Long.MAX_VALUE);
    String onTrouble = getAndRemoveParameter(parameters, "onTrouble", String.class, "answer");
    if (!Set.of("answer", "throw").contains(onTrouble)) {
      throw new IllegalArgumentException(
          "duima:" + word + ": onTrouble 应为 answer 或 throw / answer or throw");
    }
    String queue = getAndRemoveParameter(parameters, "name", String.class, "");
    if (word.equals("queue") && queue.isEmpty()) {
      throw new IllegalArgumentException("duima:queue: name 必填 / is required");
    }
    return new DuimaEndpoint(
        uri,
        this,
        word,
        new ReceiveProducer.Options(format, maxBytes, onTrouble.equals("throw")),
        new QueueConsumer.Options(
            queue,
            getAndRemoveParameter(parameters, "refused", String.class, queue + ".refused"),
            Math.min(maxBytes, Integer.MAX_VALUE - 8),
            getAndRemoveParameter(parameters, "retryMs", Long.class, 2_000L)),
        getAndRemoveParameter(parameters, "step", String.class, ""),
        getAndRemoveParameter(parameters, "workers", Integer.class, 1),
        getAndRemoveParameter(parameters, "batch", Integer.class, 200),
        getAndRemoveParameter(parameters, "idleMs", Long.class, 100L));
  }

  /** What came of bodies that routes received. */
  DoorCounts counts() {
    return counts;
  }

  private static Thread judge(Runnable task) {
    Thread thread = new Thread(task, "duima-judge");
    thread.setDaemon(true);
    return thread;
  }

  Rooms rooms() {
    return rooms;
  }

  Receiver receiver() {
    return receiver;
  }

  ExecutorService judges() {
    return judges;
  }

  Absent absent() {
    return absent;
  }

  void started(WorkConsumer consumer) {
    working.add(consumer);
  }

  void stopped(WorkConsumer consumer) {
    working.remove(consumer);
  }

  /**
   * Tells all workers of all routes to take nothing new, so that a stop, which goes through the
   * routes one after another, waits for all of them at the same time.
   */
  void askToEnd() {
    working.forEach(WorkConsumer::askToEnd);
  }

  @Override
  protected void doShutdown() throws Exception {
    judges.shutdown();
    receiver.close();
    super.doShutdown();
  }
}
