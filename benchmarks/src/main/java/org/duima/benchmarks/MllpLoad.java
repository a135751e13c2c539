package org.duima.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A closed loop over MLLP: each connection sends a message, waits for its answer, checks that it
 * accepts this very message, and sends the next.
 */
final class MllpLoad {
  private static final int VT = 0x0B;
  private static final int FS = 0x1C;
  private static final int CR = 0x0D;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int ANSWER_LIMIT_MS = 30_000;

  private MllpLoad() {}

  /**
   * What a run gave.
   *
   * @param messages accepted after the warm-up
   * @param p50Millis half of the answers came within
   * @param p99Millis 99 of 100 answers came within
   */
  record Result(long messages, double perSecond, double p50Millis, double p99Millis) {}

  /**
   * @param length how long after the warm-up
   * @throws IllegalStateException if an answer is not the acceptance of its message
   */
  static Result run(String host, int port, int connections, Duration length)
      throws InterruptedException {
    long run = System.nanoTime();
    long from = run + WARM_UP.toNanos();
    long until = from + length.toNanos();
    List<Callable<long[]>> senders = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      String name = Long.toString(run, 36) + "-" + c + "-";
      int first = c * 10_000_000;
      senders.add(() -> send(host, port, name, first, from, until));
    }
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<long[]> all = new ArrayList<>();
      for (Future<long[]> sender : threads.invokeAll(senders)) {
        all.add(sender.get());
      }
      long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new Result(
          nanos.length,
          nanos.length / (length.toMillis() / 1000.0),
          percentile(nanos, 0.50),
          percentile(nanos, 0.99));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static double percentile(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
  }

  private static long[] send(String host, int port, String name, int first, long from, long until)
      throws IOException {
    long[] times = new long[1 << 16];
    int count = 0;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 5_000);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_LIMIT_MS);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int n = 0; System.nanoTime() < until; n++) {
        String controlId = name + n;
        byte[] frame = frame(AdmissionMessage.of(controlId, first + n));
        long start = System.nanoTime();
        out.write(frame);
        String answer = answer(in);
        long end = System.nanoTime();
        if (!answer.contains("\rMSA|AA|" + controlId)) {
          throw new IllegalStateException("not accepted: " + answer.replace('\r', '\n'));
        }
        if (start >= from) {
          if (count == times.length) {
            times = Arrays.copyOf(times, count * 2);
          }
          times[count++] = end - start;
        }
      }
    }
    return Arrays.copyOf(times, count);
  }

  private static byte[] frame(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = VT;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[frame.length - 2] = FS;
    frame[frame.length - 1] = CR;
    return frame;
  }

  private static String answer(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream(256);
    int last = -1;
    for (int next = in.read(); next != -1; next = in.read()) {
      if (last == FS && next == CR) {
        byte[] bytes = answer.toByteArray();
        return new String(bytes, 1, bytes.length - 2, StandardCharsets.UTF_8);
      }
      answer.write(next);
      last = next;
    }
    throw new EOFException("the connection ended without an answer");
  }
}
