package org.duima.api.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a connector and the far side on 127.0.0.1, and does to their conversation what
 * networks do. Its port stays the same while it is down. Safe for use by several threads.
 */
public final class Relay implements AutoCloseable {
  /** What becomes of what the far side says. */
  public enum Mode {
    /** It arrives. */
    PASS,
    /** Requests arrive, the connection breaks at the first byte of an answer. */
    SWALLOW_ANSWERS,
    /** Requests arrive, the first byte of an answer brings bytes that mean nothing. */
    GARBLE_ANSWERS
  }

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final byte[] GARBAGE =
      "\u0001\u0002 nothing that anybody speaks \u0003\r\n\r\n".getBytes(StandardCharsets.UTF_8);

  private final int farPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.PASS;
  private volatile ServerSocket door;
  private final int port;

  /** Listens on a free port and hands on to another one. */
  public Relay(int farPort) throws IOException {
    this.farPort = farPort;
    this.door = listen(0);
    this.port = door.getLocalPort();
  }

  private ServerSocket listen(int wanted) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    daemon(() -> accept(listening));
    return listening;
  }

  /** The port that a connector is to be told. */
  public int port() {
    return port;
  }

  /** From now on, for conversations that are under way too. */
  public void mode(Mode wanted) {
    mode = wanted;
  }

  /** Ends all conversations and refuses new ones. */
  public void down() throws IOException {
    door.close();
    open.forEach(Relay::end);
    open.clear();
  }

  /** Listens again. */
  public void up() throws IOException {
    if (door.isClosed()) {
      door = listen(port);
    }
  }

  @Override
  public void close() throws IOException {
    down();
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      Socket near = null;
      Socket far = null;
      try {
        near = listening.accept();
        far = new Socket(InetAddress.getLoopbackAddress(), farPort);
        converse(near, far);
        if (listening.isClosed()) {
          end(near);
          end(far);
        }
      } catch (IOException e) {
        // the door was closed, or the far side is not there: to the near side it looks just so
        end(near);
        end(far);
      }
    }
  }

  private void converse(Socket near, Socket far) {
    open.add(near);
    open.add(far);
    daemon(() -> copy(near, far, false));
    daemon(() -> copy(far, near, true));
  }

  private void copy(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int read = in.read(buffer);
      while (read >= 0) {
        if (answers && mode != Mode.PASS) {
          if (mode == Mode.GARBLE_ANSWERS) {
            out.write(GARBAGE);
            out.flush();
          }
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
        read = in.read(buffer);
      }
    } catch (IOException e) {
      // one side went away, which both are told of below
    } finally {
      end(from);
      end(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void end(Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
