package org.duima.ledger.internal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Deflates and inflates stored bytes. Safe for use by several threads. */
final class Deflated {
  /** Native buffers of (de)compressors are costly to make and are not bound to a thread here. */
  private static final Queue<Deflater> DEFLATERS = new ArrayBlockingQueue<>(32);

  private static final Queue<Inflater> INFLATERS = new ArrayBlockingQueue<>(32);

  private Deflated() {}

  static byte[] deflate(byte[] plain) {
    Deflater deflater = DEFLATERS.poll();
    if (deflater == null) {
      deflater = new Deflater(Deflater.BEST_SPEED);
    }
    deflater.setInput(plain);
    deflater.finish();
    byte[] buffer = new byte[Math.max(64, plain.length / 2)];
    int length = 0;
    while (!deflater.finished()) {
      if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      length += deflater.deflate(buffer, length, buffer.length - length);
    }
    deflater.reset();
    if (!DEFLATERS.offer(deflater)) {
      deflater.end();
    }
    return Arrays.copyOf(buffer, length);
  }

  /**
   * Inflates what {@link #deflate} made.
   *
   * @throws IllegalStateException if the bytes are damaged
   */
  static byte[] inflate(byte[] deflated) {
    Inflater inflater = INFLATERS.poll();
    if (inflater == null) {
      inflater = new Inflater();
    }
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream plain = new ByteArrayOutputStream(deflated.length * 4 + 64);
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int read = inflater.inflate(buffer);
        if (read == 0 && !inflater.finished()) {
          throw new IllegalStateException("存储的数据不完整 / stored bytes are cut short");
        }
        plain.write(buffer, 0, read);
      }
      return plain.toByteArray();
    } catch (DataFormatException e) {
      throw new IllegalStateException("存储的数据已损坏 / stored bytes are damaged", e);
    } finally {
      inflater.reset();
      if (!INFLATERS.offer(inflater)) {
        inflater.end();
      }
    }
  }
}
