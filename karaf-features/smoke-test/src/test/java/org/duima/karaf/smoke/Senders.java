package org.duima.karaf.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.duima.demo.day.Message;

/**
 * Sends messages as a hospital's systems do: those of a lane one after another, lanes side by side
 * on connections of their own, and each again and again until it is acknowledged.
 */
final class Senders implements AutoCloseable {
  private static final int CONNECTIONS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_MS = 100;

  private final Node node;
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final Map<String, Message> ids = new ConcurrentHashMap<>();

  Senders(Node node) {
    this.node = node;
  }

  /** Begins to send; returns at once. */
  void start(List<Message> messages) {
    Map<String, List<Message>> lanes = new LinkedHashMap<>();
    messages.stream()
        .filter(message -> message.isStored() || message.kind() == Message.Kind.RAW)
        .forEach(
            message ->
                lanes.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(message));
    List<List<Message>> shares = new ArrayList<>();
    for (List<Message> lane : lanes.values()) {
      if (shares.size() < CONNECTIONS) {
        shares.add(new ArrayList<>());
      }
    }
    int next = 0;
    for (List<Message> lane : lanes.values()) {
      shares.get(next++ % shares.size()).addAll(lane);
    }
    for (List<Message> share : shares) {
      running.add(
          threads.submit(
              () -> {
                send(share);
                return null;
              }));
    }
  }

  /** How many messages were acknowledged. */
  int acknowledged() {
    return acknowledged.get();
  }

  /** How often a message had to be sent again. */
  int repeated() {
    return repeated.get();
  }

  /** Control ids of what was acknowledged. */
  java.util.Set<String> acknowledgedIds() {
    return java.util.Set.copyOf(ids.keySet());
  }

  boolean isDone() {
    return running.stream().allMatch(Future::isDone);
  }

  /** Waits until all is acknowledged; fails with the first message that was refused. */
  void await(Duration limit) {
    Instant end = Instant.now().plus(limit);
    for (Future<?> sender : running) {
      try {
        long left = Math.max(1, Duration.between(Instant.now(), end).toMillis());
        sender.get(left, TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause().getMessage(), e.getCause());
      } catch (TimeoutException e) {
        throw new AssertionError("not everything was acknowledged in " + limit, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    running.clear();
  }

  private void send(List<Message> messages) throws IOException, InterruptedException {
    Mllp connection = null;
    try {
      for (Message message : messages) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        String trouble = "";
        boolean taken = false;
        while (!taken) {
          if (Instant.now().isAfter(giveUp)) {
            throw new IOException(
                message.name() + " " + message.controlId() + " never taken: " + trouble);
          }
          if (!trouble.isEmpty()) {
            repeated.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
          }
          try {
            if (message.kind() == Message.Kind.HL7) {
              if (connection == null) {
                connection = new Mllp(node.mllpPort());
              }
              trouble = overMllp(connection, message);
            } else {
              trouble = overHttp(message);
            }
            taken = trouble.isEmpty();
          } catch (IOException | UncheckedIOException e) {
            // the node is down: what a killed node leaves behind
            trouble = e.toString();
            if (connection != null) {
              connection.close();
              connection = null;
            }
          }
        }
        ids.put(message.controlId(), message);
        acknowledged.incrementAndGet();
      }
    } finally {
      if (connection != null) {
        connection.close();
      }
    }
  }

  /** Empty when taken, else why it must be sent again. */
  private static String overMllp(Mllp connection, Message message) throws IOException {
    Mllp.Answer answer = connection.send(message.body());
    if (!answer.controlId().equals(message.controlId())) {
      throw new IllegalStateException(
          message.controlId() + " was answered with MSA-2 " + answer.controlId());
    }
    return switch (answer.code()) {
      case "AA" -> "";
      case "AE" -> "AE";
      default -> throw new IllegalStateException(message.controlId() + ": " + answer.text());
    };
  }

  private String overHttp(Message message) {
    HttpResponse<String> answer =
        node.post("/api/transactions", new String(message.body(), StandardCharsets.UTF_8));
    int status = answer.statusCode();
    if (status == 200) {
      return "";
    }
    // a node that is starting answers before its servlets are there
    if (status >= 500 || status == 404) {
      return "HTTP " + status;
    }
    throw new IllegalStateException(message.controlId() + ": HTTP " + status + " " + answer.body());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
