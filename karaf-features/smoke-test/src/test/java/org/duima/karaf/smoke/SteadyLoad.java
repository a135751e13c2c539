package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * About a hundred messages a second over several connections and a few orders a second, for as long
 * as it is open. Each connection sends a message again until it is acknowledged, as real senders
 * do, and only then the next one of that patient.
 */
final class SteadyLoad implements AutoCloseable {
  static final String PREFIX = "HOT-";
  private static final int CONNECTIONS = 5;
  private static final long PAUSE_MS = 45;
  private static final long ORDER_PAUSE_MS = 200;
  private static final int MESSAGES_OF_A_PATIENT = 20;

  private final Node node;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger orders = new AtomicInteger();
  private final AtomicInteger ordersUnanswered = new AtomicInteger();

  SteadyLoad(Node node) {
    this.node = node;
    for (int i = 0; i < CONNECTIONS; i++) {
      int number = i;
      begin("load-" + i, () -> sendMessages(number));
    }
    begin("orders", this::sendOrders);
  }

  private void begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    threads.add(thread);
    thread.start();
  }

  private boolean rest(long ms) {
    try {
      return over.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void sendMessages(int connection) {
    Mllp socket = null;
    try {
      int patient = 0;
      int sequence = 0;
      boolean last = false;
      while (!last) {
        String visit = "HC%d%05d".formatted(connection, patient);
        String id = PREFIX + visit + "-" + (sequence + 1);
        byte[] message = Adt.admission(id, visit).event(sequence == 0 ? "A01" : "A08").bytes();
        boolean taken = false;
        while (!taken) {
          try {
            if (socket == null) {
              socket = new Mllp(node.mllpPort());
            }
            taken = isTaken(id, socket.send(message));
          } catch (IOException e) {
            // what a room that is being changed leaves behind
            close(socket);
            socket = null;
          }
          if (!taken) {
            repeated.incrementAndGet();
            if (!troubles.isEmpty()) {
              return;
            }
            // not ended by the end of the load: what was begun is sent until it is taken
            rest(PAUSE_MS);
          }
        }
        count.incrementAndGet();
        acknowledged.put(visit, sequence + 1);
        sequence++;
        if (sequence == MESSAGES_OF_A_PATIENT) {
          sequence = 0;
          patient++;
        }
        last = rest(PAUSE_MS);
      }
    } finally {
      close(socket);
    }
  }

  private boolean isTaken(String id, Mllp.Answer answer) {
    if (!answer.controlId().equals(id)) {
      troubles.add(id + " was answered with MSA-2 " + answer.controlId());
    } else if (!answer.code().equals("AA") && !answer.code().equals("AE")) {
      troubles.add(id + " was refused with " + answer.code());
    }
    return answer.code().equals("AA");
  }

  private static void close(Mllp socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A doctor does not wait for an order that nobody answers: it goes on. */
  private void sendOrders() {
    int number = 0;
    while (!rest(ORDER_PAUSE_MS)) {
      CdsOrder order =
          CdsOrder.of("HO%05d".formatted(number++)).drug("1", CdsOrder.FINASTERIDE, "非那雄胺片");
      try {
        HttpResponse<String> answer = node.post(CdsOrder.PATH, order.json());
        if (answer.statusCode() == 200) {
          orders.incrementAndGet();
        } else if (answer.statusCode() == 404 || answer.statusCode() >= 500) {
          ordersUnanswered.incrementAndGet();
        } else {
          troubles.add("an order was answered with HTTP " + answer.statusCode());
        }
      } catch (UncheckedIOException e) {
        ordersUnanswered.incrementAndGet();
      }
    }
  }

  /** How many messages were acknowledged. */
  int count() {
    return count.get();
  }

  int repeated() {
    return repeated.get();
  }

  int orders() {
    return orders.get();
  }

  int ordersUnanswered() {
    return ordersUnanswered.get();
  }

  /** What no change explains. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** How many messages of each patient were acknowledged: those with the numbers up to that. */
  Map<String, Integer> acknowledged() {
    return new LinkedHashMap<>(acknowledged);
  }

  /** Ends when every message that was begun is acknowledged. */
  @Override
  public void close() {
    over.countDown();
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(120));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " still waits for an acknowledgement");
      }
    }
  }
}
