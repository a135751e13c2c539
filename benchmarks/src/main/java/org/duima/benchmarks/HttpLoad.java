package org.duima.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * An open loop over HTTP: requests leave at a constant rate over a few connections that are kept,
 * and each one's time counts from when it was due, so that a pause of the server shows in every
 * request that it holds up.
 */
final class HttpLoad {
  private static final int CONNECTIONS = 16;
  private static final int ANSWER_LIMIT_MS = 10_000;

  private HttpLoad() {}

  /** What is sent, and whether an answer is right. */
  interface Work {
    /** The whole request, head and body. */
    byte[] request(int number);

    boolean isRight(int number, int status, byte[] body);
  }

  /**
   * What a run gave.
   *
   * @param nanos of all right answers, sorted
   * @param failed answers that were not right, or did not come
   * @param perSecond right answers in a second
   */
  record Result(long[] nanos, long failed, double perSecond) {
    double millis(double share) {
      return nanos.length == 0
          ? Double.NaN
          : nanos[(int) Math.min(nanos.length - 1, nanos.length * share)] / 1e6;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d answers, %.0f/s, failed %d, p50 %.2f p90 %.2f p99 %.2f p99.9 %.2f max %.2f ms",
          nanos.length,
          perSecond,
          failed,
          millis(0.5),
          millis(0.9),
          millis(0.99),
          millis(0.999),
          millis(1));
    }
  }

  /**
   * @param rate requests per second
   */
  static Result run(int port, Work work, int rate, Duration length) throws InterruptedException {
    long start = System.nanoTime() + 50_000_000;
    int total = (int) (rate * length.toMillis() / 1000);
    List<Callable<Sender>> senders = new ArrayList<>();
    for (int c = 0; c < CONNECTIONS; c++) {
      Sender sender = new Sender(port, work, c, total, start, 1e9 / rate);
      senders.add(sender::send);
    }
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      long failed = 0;
      List<long[]> all = new ArrayList<>();
      for (Future<Sender> sender : threads.invokeAll(senders)) {
        all.add(Arrays.copyOf(sender.get().nanos, sender.get().count));
        failed += sender.get().failed;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new Result(nanos, failed, nanos.length / seconds);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** One connection with every 16th request. */
  private static final class Sender {
    private final int port;
    private final Work work;
    private final int first;
    private final int total;
    private final long start;
    private final double interval;
    private final long[] nanos;
    private int count;
    private long failed;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Sender(int port, Work work, int first, int total, long start, double interval) {
      this.port = port;
      this.work = work;
      this.first = first;
      this.total = total;
      this.start = start;
      this.interval = interval;
      this.nanos = new long[total / CONNECTIONS + 1];
    }

    Sender send() {
      for (int number = first; number < total; number += CONNECTIONS) {
        long due = start + (long) (number * interval);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        if (exchange(number)) {
          nanos[count++] = System.nanoTime() - due;
        } else {
          failed++;
        }
      }
      close();
      return this;
    }

    private boolean exchange(int number) {
      try {
        if (socket == null) {
          connect();
        }
        out.write(work.request(number));
        int status = Integer.parseInt(line().split(" ")[1]);
        byte[] body = body();
        return work.isRight(number, status, body);
      } catch (IOException e) {
        // counted as failed; the next request opens a connection of its own
        close();
        return false;
      }
    }

    private void connect() throws IOException {
      socket = new Socket();
      socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_LIMIT_MS);
      in = new BufferedInputStream(socket.getInputStream(), 16_384);
      out = socket.getOutputStream();
    }

    private void close() {
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          System.err.println("closing: " + e.getMessage());
        }
        socket = null;
      }
    }

    /** What comes after the first line: the head, then the body in whole or in chunks. */
    private byte[] body() throws IOException {
      int length = -1;
      for (String line = line(); !line.isEmpty(); line = line()) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).trim());
        } else if (lower.startsWith("connection:") && lower.contains("close")) {
          throw new IOException("the server does not keep the connection");
        }
      }
      if (length >= 0) {
        return in.readNBytes(length);
      }
      java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
      for (int size = chunk(); size > 0; size = chunk()) {
        whole.write(in.readNBytes(size));
        line();
      }
      line();
      return whole.toByteArray();
    }

    private int chunk() throws IOException {
      return Integer.parseInt(line().trim(), 16);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder(64);
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException("the connection ended without an answer");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }
  }

  /**
   * A request that asks to keep the connection.
   *
   * @param key API key, empty for none
   */
  static byte[] request(String method, String path, String key, byte[] body) {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            + (key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n")
            + (body.length == 0
                ? ""
                : "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n")
            + "\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }
}
