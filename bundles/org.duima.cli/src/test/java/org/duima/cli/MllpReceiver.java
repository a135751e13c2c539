package org.duima.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A receiver on a free port that answers each frame; a null answer ends the connection. */
final class MllpReceiver implements AutoCloseable {
  final List<String> received = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private final UnaryOperator<String> answer;

  MllpReceiver(UnaryOperator<String> answer) throws IOException {
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    this.answer = answer;
    Thread thread = new Thread(this::serve, "mllp-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        converse(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
      } catch (IOException e) {
        if (!server.isClosed()) {
          received.add("failed: " + e);
        }
      }
    }
  }

  private void converse(InputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == 0x0b) {
        frame.reset();
      } else if (c == 0x1c) {
        in.read();
        String message = frame.toString(StandardCharsets.UTF_8);
        received.add(message);
        String reply = answer.apply(message);
        if (reply == null) {
          return;
        }
        out.write(("\u000b" + reply + "\u001c\r").getBytes(StandardCharsets.UTF_8));
        out.flush();
      } else {
        frame.write(c);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
