package org.duima.karaf.smoke;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One MLLP connection to a node, with writing and reading apart so that a test can send what no
 * well-behaved client would. One thread may write while another reads.
 */
final class Mllp implements AutoCloseable {
  private static final int START = 0x0b;
  private static final int END = 0x1c;

  /** Generous: the machine also runs other tests. */
  private static final int ANSWER_TIMEOUT_MS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  /**
   * An answer: its bytes without the frame, with what its MSA segments say.
   *
   * @param code MSA-1 of the first MSA
   * @param controlId MSA-2 of the first MSA
   * @param all MSA-1 and MSA-2 of each, as {@code AA 17}
   */
  record Answer(byte[] body, String code, String controlId, List<String> all) {
    String text(Charset charset) {
      return new String(body, charset);
    }

    String text() {
      return text(StandardCharsets.UTF_8);
    }
  }

  Mllp(int port) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ANSWER_TIMEOUT_MS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_TIMEOUT_MS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static byte[] frame(byte[] message) {
    byte[] frame = new byte[message.length + 3];
    frame[0] = START;
    System.arraycopy(message, 0, frame, 1, message.length);
    frame[message.length + 1] = END;
    frame[message.length + 2] = '\r';
    return frame;
  }

  /** Writes bytes as they are, in one call. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends a message in a frame and waits for its answer. */
  Answer send(byte[] message) throws IOException {
    write(frame(message));
    return read();
  }

  /**
   * Waits for the next answer.
   *
   * @throws EOFException if the node closed the connection
   */
  Answer read() throws IOException {
    int next = in.read();
    while (next != START) {
      if (next < 0) {
        throw new EOFException("closed without an answer");
      }
      next = in.read();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    int before = -1;
    for (next = in.read(); !(before == END && next == '\r'); next = in.read()) {
      if (next < 0) {
        throw new EOFException("an answer breaks off");
      }
      if (before >= 0) {
        body.write(before);
      }
      before = next;
    }
    return answer(body.toByteArray());
  }

  private static Answer answer(byte[] body) {
    List<String> all = new ArrayList<>();
    // only ids and codes are looked at, which are ASCII in every character set
    for (String segment : new String(body, StandardCharsets.ISO_8859_1).split("\r")) {
      if (segment.startsWith("MSA")) {
        String[] fields = segment.split("\\" + segment.charAt(3), -1);
        all.add(fields[1] + " " + (fields.length > 2 ? fields[2] : ""));
      }
    }
    if (all.isEmpty()) {
      return new Answer(body, "", "", List.of());
    }
    String[] first = all.get(0).split(" ", 2);
    return new Answer(body, first[0], first[1], List.copyOf(all));
  }

  /** Whether the node closes its side, waiting for it. */
  boolean isClosedByNode() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
