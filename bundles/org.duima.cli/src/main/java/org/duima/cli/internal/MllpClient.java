package org.duima.cli.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** One connection that sends a frame and waits for its answer. Every wait ends. */
public final class MllpClient implements Closeable {
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int LARGEST_ANSWER_BYTES = 16 * 1024 * 1024;

  private final String address;
  private final Duration answerTimeout;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * Connects.
   *
   * @param address host and port, such as {@code 127.0.0.1:2575}
   * @throws Failure if the address is none or nobody listens there
   */
  public MllpClient(String address, Duration answerTimeout) {
    this.address = address;
    this.answerTimeout = answerTimeout;
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon <= 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw Failure.unusable("地址应为 主机:端口，而不是 " + address, "expected HOST:PORT");
    }
    this.socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(address.substring(0, colon), Integer.parseInt(port)),
          CONNECT_TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    } catch (IOException e) {
      throw Failure.notReachable("连接不上 " + address, "cannot connect: " + e.getMessage(), e);
    }
  }

  /**
   * Sends a frame.
   *
   * @throws Failure if the connection breaks
   */
  public void send(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = Hl7File.START;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[message.length + 1] = Hl7File.END;
    frame[message.length + 2] = '\r';
    try {
      out.write(frame);
      out.flush();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /**
   * Waits for the next answer.
   *
   * @throws Failure if none comes in time; whether the message was taken is not known then
   */
  public byte[] answer() {
    long deadline = System.nanoTime() + answerTimeout.toNanos();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    boolean inFrame = false;
    try {
      while (answer.size() <= LARGEST_ANSWER_BYTES) {
        long leftMs = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          throw new SocketTimeoutException("no answer in time");
        }
        socket.setSoTimeout((int) Math.min(leftMs, Integer.MAX_VALUE));
        int c = in.read();
        if (c < 0) {
          throw new IOException("connection closed by the receiver");
        } else if (c == Hl7File.START) {
          inFrame = true;
          answer.reset();
        } else if (c == Hl7File.END && inFrame) {
          return answer.toByteArray();
        } else if (inFrame) {
          answer.write(c);
        }
      }
      throw new IOException("answer too large");
    } catch (SocketTimeoutException e) {
      throw Failure.notReachable(
          answerTimeout.toSeconds() + " 秒内没有应答，消息可能已被接收",
          "no answer in time; the message may have been taken",
          e);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private Failure lost(IOException e) {
    return Failure.notReachable(
        "与 " + address + " 的连接中断，消息可能已被接收",
        "connection lost, the message may have been taken: " + e.getMessage(),
        e);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // the answers are read; nothing depends on how the connection ends
      return;
    }
  }
}
