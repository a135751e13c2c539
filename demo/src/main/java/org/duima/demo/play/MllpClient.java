package org.duima.demo.play;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** One MLLP connection: sends a message, waits for its answer. Not thread-safe. */
final class MllpClient implements Closeable {
  static final int START = 0x0b;
  static final int END = 0x1c;
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int LARGE = 1 << 20;

  /**
   * An answer.
   *
   * @param code MSA-1
   * @param controlId MSA-2
   * @param text MSA-3 or ERR, for people
   * @param alerts what an answer to an order shows
   */
  record Answer(String code, String controlId, String text, List<Shown> alerts) {}

  private final String host;
  private final int port;
  private final int timeoutMs;
  private Socket socket;

  MllpClient(String host, int port, int timeoutMs) {
    this.host = host;
    this.port = port;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Sends one message in a frame.
   *
   * @throws IOException where no answer came; the connection is closed then
   */
  Answer send(byte[] message) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
    frame.write(START);
    frame.write(message);
    frame.write(END);
    frame.write('\r');
    return exchange(frame.toByteArray());
  }

  /** Sends bytes as they are and waits for an answer. */
  Answer exchange(byte[] bytes) throws IOException {
    try {
      connect();
      if (bytes.length > LARGE) {
        return exchangeLarge(bytes);
      }
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      return read(socket.getInputStream());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** A receiver may answer, and close, before it has read the whole of a very large message. */
  private Answer exchangeLarge(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    AtomicReference<IOException> notWritten = new AtomicReference<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                out.write(bytes);
                out.flush();
              } catch (IOException e) {
                notWritten.set(e);
              }
            },
            "large-message");
    writer.setDaemon(true);
    writer.start();
    try {
      return read(socket.getInputStream());
    } catch (IOException e) {
      if (notWritten.get() != null) {
        e.addSuppressed(notWritten.get());
      }
      throw e;
    } finally {
      // ends the writer too
      close();
    }
  }

  /** Sends bytes and closes the sending side: no answer is expected. */
  void sendAndLeave(byte[] bytes) throws IOException {
    connect();
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    close();
  }

  private void connect() throws IOException {
    if (socket != null) {
      return;
    }
    Socket opened = new Socket();
    try {
      opened.setTcpNoDelay(true);
      opened.setSoTimeout(timeoutMs);
      opened.connect(new InetSocketAddress(host, port), timeoutMs);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    socket = opened;
  }

  private static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    int next = in.read();
    while (next != START) {
      if (next < 0) {
        throw new EOFException("connection closed without an answer");
      }
      next = in.read();
    }
    int before = -1;
    for (next = in.read(); !(before == END && next == '\r'); next = in.read()) {
      if (next < 0 || body.size() > LARGEST_ANSWER) {
        throw new EOFException("answer breaks off");
      }
      if (before >= 0) {
        body.write(before);
      }
      before = next;
    }
    return parse(body.toString(StandardCharsets.UTF_8));
  }

  private static Answer parse(String answer) throws IOException {
    String code = "";
    String controlId = "";
    StringBuilder text = new StringBuilder();
    String[] segments = answer.split("\r");
    for (String segment : segments) {
      String[] fields = segment.split("\\|", -1);
      if (fields[0].equals("MSA") && fields.length > 2) {
        code = fields[1];
        controlId = fields[2];
        text.append(fields.length > 3 ? fields[3] : "");
      } else if (fields[0].equals("ERR")) {
        text.append(' ').append(segment);
      }
    }
    if (code.isEmpty()) {
      throw new IOException("answer without MSA-1");
    }
    return new Answer(code, controlId, text.toString().trim(), Shown.ofSegments(segments));
  }

  @Override
  public void close() {
    if (socket == null) {
      return;
    }
    Socket closing = socket;
    socket = null;
    try {
      closing.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
