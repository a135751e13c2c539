package org.duima.demo.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MllpClientTest {
  private static final byte[] MESSAGE =
      "MSH|^~\\&|HIS|T|D|T|20260316||ADT^A01|C1|P|2.5\r".getBytes(StandardCharsets.UTF_8);

  /** What a receiver does with one connection. */
  private interface Behaviour {
    void on(InputStream in, OutputStream out) throws IOException;
  }

  private static CompletableFuture<Void> serve(ServerSocket server, Behaviour behaviour) {
    return CompletableFuture.runAsync(
        () -> {
          try (Socket socket = server.accept()) {
            behaviour.on(socket.getInputStream(), socket.getOutputStream());
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static MllpClient client(ServerSocket server, int timeoutMs) {
    return new MllpClient(
        server.getInetAddress().getHostAddress(), server.getLocalPort(), timeoutMs);
  }

  private static byte[] frame(InputStream in) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      frame.write(next);
      if (next == '\r'
          && frame.size() > 1
          && frame.toByteArray()[frame.size() - 2] == MllpClient.END) {
        break;
      }
      next = in.read();
    }
    return frame.toByteArray();
  }

  @Test
  void framesAMessageAndReadsAnAnswerInPieces() throws Exception {
    try (ServerSocket server = listen();
        MllpClient client = client(server, 5_000)) {
      CompletableFuture<byte[]> received = new CompletableFuture<>();
      CompletableFuture<Void> served =
          serve(
              server,
              (in, out) -> {
                received.complete(frame(in));
                for (byte one :
                    "\u000bMSH|^~\\&|\rMSA|AA|C1|ok\r\u001c\r".getBytes(StandardCharsets.UTF_8)) {
                  out.write(one);
                  out.flush();
                }
              });
      MllpClient.Answer answer = client.send(MESSAGE);
      assertThat(answer).isEqualTo(new MllpClient.Answer("AA", "C1", "ok", java.util.List.of()));
      assertThat(received.get())
          .startsWith(MllpClient.START)
          .endsWith(MllpClient.END, '\r')
          .hasSize(MESSAGE.length + 3);
      served.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysWhenTheConnectionEndsWithoutAnAnswer() throws Exception {
    try (ServerSocket server = listen();
        MllpClient client = client(server, 5_000)) {
      serve(server, (in, out) -> frame(in));
      assertThatThrownBy(() -> client.send(MESSAGE)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void givesUpOnAReceiverThatNeverAnswers() throws Exception {
    CompletableFuture<Void> end = new CompletableFuture<>();
    try (ServerSocket server = listen();
        MllpClient client = client(server, 200)) {
      CompletableFuture<Void> served =
          serve(
              server,
              (in, out) -> {
                frame(in);
                end.join();
              });
      assertThatThrownBy(() -> client.send(MESSAGE))
          .isInstanceOf(java.net.SocketTimeoutException.class);
      end.complete(null);
      served.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void connectsAgainAfterALostConnection() throws Exception {
    try (ServerSocket server = listen();
        MllpClient client = client(server, 5_000)) {
      serve(server, (in, out) -> frame(in));
      assertThatThrownBy(() -> client.send(MESSAGE)).isInstanceOf(IOException.class);
      serve(
          server,
          (in, out) -> {
            frame(in);
            out.write("\u000bMSA|AA|C1\r\u001c\r".getBytes(StandardCharsets.UTF_8));
          });
      assertThat(client.send(MESSAGE).code()).isEqualTo("AA");
    }
  }

  @Test
  void readsARefusalThatComesBeforeTheWholeMessageIsRead() throws Exception {
    byte[] huge = new byte[20_000_000];
    java.util.Arrays.fill(huge, (byte) 'x');
    CompletableFuture<Void> end = new CompletableFuture<>();
    try (ServerSocket server = listen();
        MllpClient client = client(server, 5_000)) {
      CompletableFuture<Void> served =
          serve(
              server,
              (in, out) -> {
                in.readNBytes(1_000_000);
                out.write(
                    "\u000bMSA|AR||too large\rERR|||207|E\r\u001c\r"
                        .getBytes(StandardCharsets.UTF_8));
                out.flush();
                // the rest is never read
                end.join();
              });
      MllpClient.Answer answer = client.exchange(huge);
      assertThat(answer.code()).isEqualTo("AR");
      assertThat(answer.text()).contains("too large").contains("ERR|||207|E");
      end.complete(null);
      served.get(5, TimeUnit.SECONDS);
    }
  }
}
