package org.duima.demo.play;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.duima.demo.day.Day;
import org.duima.demo.day.Message;

/**
 * Sends the messages of a day as its systems would: every lane in order, lanes side by side, each
 * sender on connections of its own, the next message of a lane only after the answer to the last.
 */
final class Player {
  private static final int WORKERS = 6;
  private static final int ANSWER_TIMEOUT_MS = 30_000;
  private static final Duration RESEND_FOR = Duration.ofSeconds(120);
  private static final Duration ACCEPTED_WITHIN = Duration.ofSeconds(120);
  private static final long PAUSE_MS = 500;

  private final DemoOptions options;
  private final Http node;
  private final Http simulator;
  private final Progress progress;
  private final Instant deadline;
  private final Desk desk;
  private final Day day;
  private final List<String> problems = new ArrayList<>();
  // settlements whose list was once seen as accepted; what follows may change it again
  private final Set<String> passed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  Player(
      DemoOptions options,
      Day day,
      Http node,
      Http simulator,
      Progress progress,
      Instant deadline) {
    this.options = options;
    this.day = day;
    this.desk = new Desk(node);
    this.node = node;
    this.simulator = simulator;
    this.progress = progress;
    this.deadline = deadline;
  }

  /** How many messages were acknowledged. */
  int acknowledged() {
    return acknowledged.get();
  }

  /** How many messages were refused as they should be. */
  int refused() {
    return refused.get();
  }

  /** What was shown for orders. */
  Desk desk() {
    return desk;
  }

  /** What did not go as it should, for people. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** Sends all; returns when the last answer is there. */
  void play(List<Message> messages) throws InterruptedException {
    Map<String, List<Message>> lanes = new LinkedHashMap<>();
    messages.forEach(
        message -> lanes.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(message));
    List<List<Message>> first = shares();
    List<List<Message>> second = shares();
    Map<String, Integer> workerOfLane = new HashMap<>();
    int next = 0;
    for (String lane : lanes.keySet()) {
      workerOfLane.put(lane, next++ % WORKERS);
    }
    for (Message message : messages) {
      boolean later = !message.afterAccepted().isEmpty();
      (later ? second : first).get(workerOfLane.get(message.lane())).add(message);
    }
    run(first);
    run(second);
  }

  private static List<List<Message>> shares() {
    List<List<Message>> shares = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      shares.add(new ArrayList<>());
    }
    return shares;
  }

  private void run(List<List<Message>> shares) throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (List<Message> share : shares) {
        running.add(
            workers.submit(
                () -> {
                  work(share);
                  return null;
                }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a worker of the player failed", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private void work(List<Message> messages) throws InterruptedException {
    Map<String, MllpClient> connections = new HashMap<>();
    try {
      for (Message message : messages) {
        if (!message.afterAccepted().isEmpty() && !awaitAccepted(message)) {
          problem(message, "清单未被接收，后续消息未发送 / list not accepted, message not sent");
          continue;
        }
        if (!message.order().isEmpty()) {
          awaitKnown(message);
        }
        switch (message.kind()) {
          case HL7 -> sendHl7(connections, message);
          case FHIR -> sendFhir(message);
          case TRANSACTION -> sendTransaction(message);
          case HOOK, PREAUDIT -> ask(message);
          case RAW -> sendRaw(message);
        }
        if (!message.order().isEmpty()) {
          decide(message);
        }
        progress.step();
      }
    } finally {
      connections.values().forEach(MllpClient::close);
    }
  }

  private void sendHl7(Map<String, MllpClient> connections, Message message)
      throws InterruptedException {
    MllpClient connection =
        connections.computeIfAbsent(message.sender(), sender -> connect(ANSWER_TIMEOUT_MS));
    Instant giveUp = giveUp();
    while (true) {
      String trouble;
      try {
        MllpClient.Answer answer = connection.send(message.body());
        if (!answer.controlId().equals(message.controlId())) {
          problem(message, "MSA-2 = " + answer.controlId());
          return;
        }
        if (message.answers().contains(answer.code())) {
          acknowledged.incrementAndGet();
          desk.sent(message);
          if (!message.order().isEmpty()) {
            desk.answered(message.order(), answer.alerts());
          }
          return;
        }
        if (!answer.code().equals("AE")) {
          problem(message, "MSA-1 = " + answer.code() + " " + answer.text());
          return;
        }
        // the store could not take it: a sender sends again
        trouble = "AE " + answer.text();
      } catch (IOException e) {
        trouble = e.toString();
      }
      if (Instant.now().isAfter(giveUp)) {
        problem(message, trouble);
        return;
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private void sendTransaction(Message message) throws InterruptedException {
    post(message, "/api/transactions", "application/json");
  }

  /** A Bundle goes to the root of the interface, a single resource to its type. */
  private void sendFhir(Message message) throws InterruptedException {
    boolean bundle = message.name().startsWith("Bundle");
    boolean xml = message.body()[0] == '<';
    post(
        message,
        bundle ? "/fhir" : "/fhir/" + message.name(),
        xml ? "application/fhir+xml" : "application/fhir+json");
  }

  private void post(Message message, String path, String type) throws InterruptedException {
    Instant giveUp = giveUp();
    while (true) {
      String trouble;
      try {
        HttpResponse<byte[]> response = node.post(path, type, message.body());
        int status = response.statusCode();
        if (message.isToBeRefused()) {
          if (status / 100 == 4) {
            refused.incrementAndGet();
          } else {
            problem(message, "HTTP " + status);
          }
          return;
        }
        if (status / 100 == 2) {
          acknowledged.incrementAndGet();
          desk.sent(message);
          return;
        }
        trouble =
            "HTTP "
                + status
                + " "
                + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        if (status / 100 == 4) {
          problem(message, trouble);
          return;
        }
      } catch (IOException e) {
        trouble = e.toString();
      }
      if (Instant.now().isAfter(giveUp)) {
        problem(message, trouble);
        return;
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private void awaitKnown(Message message) throws InterruptedException {
    try {
      desk.awaitKnown(message.visit(), deadline);
    } catch (IOException e) {
      problem(message, e.toString());
    }
  }

  private void ask(Message message) throws InterruptedException {
    try {
      String trouble = desk.ask(message);
      if (!trouble.isEmpty()) {
        problem(message, trouble);
      }
    } catch (IOException e) {
      problem(message, e.toString());
    }
  }

  private void decide(Message message) throws InterruptedException {
    try {
      String trouble = desk.decide(day.order(message.order()));
      if (!trouble.isEmpty()) {
        problem(message, trouble);
      }
    } catch (IOException e) {
      problem(message, e.toString());
    }
  }

  /** What is no message: the receiver must refuse it, or at least not take it. */
  private void sendRaw(Message message) {
    try (MllpClient connection = connect(ANSWER_TIMEOUT_MS)) {
      if (message.answers().isEmpty()) {
        connection.sendAndLeave(message.body());
        return;
      }
      MllpClient.Answer answer = connection.exchange(message.body());
      if (message.answers().contains(answer.code())) {
        refused.incrementAndGet();
      } else {
        problem(message, "MSA-1 = " + answer.code());
      }
    } catch (IOException e) {
      problem(message, e.toString());
    }
  }

  private boolean awaitAccepted(Message message) throws InterruptedException {
    if (passed.contains(message.afterAccepted())) {
      return true;
    }
    Instant giveUp = Instant.now().plus(ACCEPTED_WITHIN);
    while (Instant.now().isBefore(deadline) && Instant.now().isBefore(giveUp)) {
      try {
        long submissions =
            simulator
                .get("/_simulator/records?setl_id=" + Http.encoded(message.afterAccepted()))
                .map(record -> record.path("submissions").asLong())
                .orElse(0L);
        // once is enough: what follows may take it back
        if (submissions > 0) {
          passed.add(message.afterAccepted());
          return true;
        }
      } catch (IOException e) {
        problem(message, e.toString());
        return false;
      }
      Thread.sleep(PAUSE_MS);
    }
    return false;
  }

  private MllpClient connect(int timeoutMs) {
    return new MllpClient(options.host(), options.port(), timeoutMs);
  }

  private Instant giveUp() {
    Instant giveUp = Instant.now().plus(RESEND_FOR);
    return giveUp.isBefore(deadline) ? giveUp : deadline;
  }

  private synchronized void problem(Message message, String what) {
    problems.add(
        (message.visit().isEmpty() ? "-" : message.visit())
            + " "
            + message.name()
            + " "
            + message.controlId()
            + ": "
            + what);
  }
}
