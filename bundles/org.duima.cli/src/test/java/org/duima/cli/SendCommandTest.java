package org.duima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duima.cli.internal.Hl7File;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SendCommandTest {
  private static final String ONE = "MSH|^~\\&|HIS|H|D|H|20260601||ADT^A01|M1|P|2.5\rPID|1||P1\r";
  private static final String TWO = "MSH|^~\\&|HIS|H|D|H|20260601||ADT^A03|M2|P|2.5\rPID|1||P1\r";

  @TempDir Path folder;

  private static String accept(String message) {
    String id = message.split("\\|")[9];
    return "MSH|^~\\&|D|H|HIS|H|20260601||ACK|A" + id + "|P|2.5\rMSA|AA|" + id + "\r";
  }

  private String file(String content) throws IOException {
    return Files.writeString(folder.resolve("messages.hl7"), content).toString();
  }

  @Test
  void sendsTheMessagesOfAFileAndPrintsTheAnswers() throws IOException {
    try (MllpReceiver receiver = new MllpReceiver(SendCommandTest::accept)) {
      CommandRun run = CommandRun.of("send", file(ONE + TWO), "--to", receiver.address());
      assertThat(run.exitCode).isZero();
      assertThat(receiver.received).containsExactly(ONE, TWO);
      assertThat(run.out).contains("MSA|AA|M1\n", "MSA|AA|M2\n");
      assertThat(run.err).contains("2 frames");
    }
  }

  @Test
  void turnsLineFeedsOfAFileIntoTheEndsOfSegments() throws IOException {
    for (String end : new String[] {"\n", "\r\n", "\n\n"}) {
      try (MllpReceiver receiver = new MllpReceiver(SendCommandTest::accept)) {
        String content = "\ufeff\n" + (ONE + TWO).replace("\r", end);
        assertThat(CommandRun.of("send", file(content), "--to", receiver.address()).exitCode)
            .isZero();
        assertThat(receiver.received).containsExactly(ONE, TWO);
      }
    }
  }

  @Test
  void keepsALineFeedInsideAField() throws IOException {
    try (MllpReceiver receiver = new MllpReceiver(SendCommandTest::accept)) {
      String message = ONE + "NTE|1||first line\nsecond line\r";
      CommandRun.of("send", file(message), "--to", receiver.address());
      assertThat(receiver.received).containsExactly(message);
    }
  }

  @Test
  void sendsRecordedFramesAsTheyAre() throws IOException {
    try (MllpReceiver receiver = new MllpReceiver(SendCommandTest::accept)) {
      String content = "\u000b" + ONE + "\u001c\r\u000b" + TWO + "\u001c\r";
      CommandRun.of("send", file(content), "--to", receiver.address());
      assertThat(receiver.received).containsExactly(ONE, TWO);
    }
  }

  @Test
  void sendsABatchAsOneFrame() throws IOException {
    String batch = "FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + ONE + TWO + "BTS|2\rFTS|1\r";
    String answer = "BHS|^~\\&|D\r" + accept(ONE) + accept(TWO) + "BTS|2\r";
    try (MllpReceiver receiver = new MllpReceiver(message -> answer)) {
      CommandRun run = CommandRun.of("send", file(batch + ONE), "--to", receiver.address());
      assertThat(receiver.received).containsExactly(batch, ONE);
      assertThat(run.out).contains("MSA|AA|M1", "MSA|AA|M2");
      assertThat(run.exitCode).isZero();
    }
  }

  @Test
  void exitsWithOneWhenAMessageIsRefused() throws IOException {
    try (MllpReceiver receiver =
        new MllpReceiver(message -> accept(message).replace("MSA|AA|M1", "MSA|AR|M1"))) {
      CommandRun run = CommandRun.of("send", file(ONE + TWO), "--to", receiver.address());
      assertThat(run.exitCode).isEqualTo(1);
      assertThat(receiver.received).hasSize(2);
      assertThat(run.out).contains("MSA|AR|M1");
      assertThat(run.err).contains("1 messages refused");
    }
  }

  @Test
  void exitsWithThreeWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CommandRun run = CommandRun.of("send", file(ONE), "--to", "127.0.0.1:" + port);
    assertThat(run.exitCode).isEqualTo(3);
    assertThat(run.err).contains("连接不上");
  }

  @Test
  void exitsWithThreeWhenTheConnectionEndsWithoutAnswer() throws IOException {
    try (MllpReceiver receiver = new MllpReceiver(message -> null)) {
      CommandRun run = CommandRun.of("send", file(ONE), "--to", receiver.address());
      assertThat(run.exitCode).isEqualTo(3);
      assertThat(run.err).contains("第 1 帧", "may have been taken");
    }
  }

  @Test
  void doesNotWaitForEver() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "send", file(ONE), "--to", "127.0.0.1:" + silent.getLocalPort(), "--timeout", "1");
      assertThat(run.exitCode).isEqualTo(3);
      assertThat(run.err).contains("1 秒内没有应答");
    }
  }

  @Test
  void doesNotWaitForAnAnswerThatTheMessageDoesNotAskFor() throws IOException {
    String quiet = ONE.replace("|P|2.5", "|P|2.5|||NE|NE");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "send", file(quiet), "--to", "127.0.0.1:" + silent.getLocalPort(), "--timeout", "1");
      assertThat(run.exitCode).isZero();
    }
  }

  @Test
  void sendsTheBytesOfAnyCharacterSet() throws IOException {
    Charset gb18030 = Charset.forName("GB18030");
    byte[] content = (ONE + "NTE|1||镕鎔𠮷\r").getBytes(gb18030);
    Path file = Files.write(folder.resolve("gb.hl7"), content);
    List<byte[]> frames = Hl7File.frames(content);
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void refusesAFileWithoutMessage() throws IOException {
    CommandRun run = CommandRun.of("send", file("hello"), "--to", "127.0.0.1:1");
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(CommandRun.of("send", folder.resolve("none").toString()).exitCode).isEqualTo(2);
    assertThat(CommandRun.of("send", file(ONE), "--to", "localhost").exitCode).isEqualTo(2);
  }

  @Test
  void findsThePortInTheConfigurationOfTheNode() throws IOException {
    try (MllpReceiver receiver = new MllpReceiver(SendCommandTest::accept)) {
      Files.createDirectories(folder.resolve("etc"));
      Files.writeString(
          folder.resolve("etc/org.duima.receive.cfg"),
          "mllpPort = " + receiver.address().split(":")[1]);
      CommandRun run = CommandRun.of(Map.of(), ONE, "send", "-", "--home", folder.toString());
      assertThat(run.exitCode).isZero();
      assertThat(receiver.received).containsExactly(ONE);
    }
  }
}
