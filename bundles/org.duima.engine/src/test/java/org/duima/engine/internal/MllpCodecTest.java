package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MllpCodecTest {
  private static final int LARGEST = 2_000;

  private final MllpCodec.Limits limits = new MllpCodec.Limits(LARGEST, 3, 10_000);
  private final EmbeddedChannel channel = new EmbeddedChannel(new MllpCodec(limits));

  private static byte[] frame(String message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x0B);
    out.writeBytes(message.getBytes(StandardCharsets.UTF_8));
    out.write(0x1C);
    out.write(0x0D);
    return out.toByteArray();
  }

  private void send(byte[]... parts) {
    channel.writeInbound(Unpooled.wrappedBuffer(parts));
  }

  private String receivedMessage() {
    return new String((byte[]) channel.readInbound(), StandardCharsets.UTF_8);
  }

  private String refusal() {
    return ((RefusedFrame) channel.readInbound()).reason().rule();
  }

  private static String text(ByteBuf sent) {
    return sent.toString(StandardCharsets.UTF_8);
  }

  @Test
  void takesSeveralFramesOutOfOnePacket() {
    send(frame("MSH|1"), frame("MSH|2"), frame("MSH|3"));
    assertThat(List.of(receivedMessage(), receivedMessage(), receivedMessage()))
        .containsExactly("MSH|1", "MSH|2", "MSH|3");
  }

  @Test
  void putsAFrameTogetherFromSinglePackets() {
    for (byte b : frame("MSH|中文|\r")) {
      send(new byte[] {b});
    }
    assertThat(receivedMessage()).isEqualTo("MSH|中文|\r");
  }

  @Test
  void readsTheSameFramesHoweverTheyAreCut() {
    Random random = new Random(7);
    MllpCodec.Limits wide = new MllpCodec.Limits(LARGEST, 1_000, 1_000_000);
    for (int round = 0; round < 50; round++) {
      EmbeddedChannel cut = new EmbeddedChannel(new MllpCodec(wide));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String message = "MSH|" + "x\u001cy\r".repeat(random.nextInt(100)) + i;
        expected.add(message);
        all.writeBytes(frame(message));
      }
      byte[] bytes = all.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(300), bytes.length - at);
        cut.writeInbound(Unpooled.wrappedBuffer(bytes, at, length));
        at += length;
      }
      List<String> received = new ArrayList<>();
      for (Object o = cut.readInbound(); o != null; o = cut.readInbound()) {
        received.add(new String((byte[]) o, StandardCharsets.UTF_8));
      }
      assertThat(received).isEqualTo(expected);
    }
  }

  @Test
  void keepsAFileSeparatorThatDoesNotEndTheFrame() {
    send(frame("MSH|a\u001cb"));
    assertThat(receivedMessage()).isEqualTo("MSH|a\u001cb");
  }

  @Test
  void refusesAFrameThatIsTooLargeOnceAndGoesOnWithTheNext() {
    send(frame("MSH|" + "x".repeat(5_000)), frame("MSH|next"));
    assertThat(refusal()).isEqualTo("mllp.too-large");
    assertThat(receivedMessage()).isEqualTo("MSH|next");
    assertThat((Object) channel.readInbound()).isNull();
  }

  @Test
  void doesNotHoldTheBytesOfAFrameThatIsTooLarge() {
    send(new byte[] {0x0B});
    for (int i = 0; i < 100; i++) {
      send(new byte[1_000]);
    }
    assertThat(refusal()).isEqualTo("mllp.too-large");
    assertThat(limits.bytesWaiting()).isZero();
  }

  @Test
  void refusesAFrameThatANewOneInterrupts() {
    send("\u000bMSH|half".getBytes(StandardCharsets.UTF_8), frame("MSH|whole"));
    assertThat(refusal()).isEqualTo("mllp.interrupted-frame");
    assertThat(receivedMessage()).isEqualTo("MSH|whole");
  }

  @Test
  void refusesBytesOutsideAFrameAndClosesAfterTheAnswer() {
    send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(refusal()).isEqualTo("mllp.no-frame");
    assertThat((Object) channel.readInbound()).isNull();
    channel.writeOutbound("MSH|AR".getBytes(StandardCharsets.UTF_8));
    assertThat(text(channel.readOutbound())).isEqualTo("\u000bMSH|AR\u001c\r");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void passesOverBlanksBetweenFrames() {
    send("\r\n\u0000 ".getBytes(StandardCharsets.UTF_8), frame("MSH|1"));
    assertThat(receivedMessage()).isEqualTo("MSH|1");
  }

  @Test
  void stopsReadingWhileTooManyFramesWaitForTheirAnswer() {
    send(frame("MSH|1"), frame("MSH|2"));
    assertThat(channel.config().isAutoRead()).isTrue();
    send(frame("MSH|3"));
    assertThat(channel.config().isAutoRead()).isFalse();
    channel.writeOutbound("MSH|AA".getBytes(StandardCharsets.UTF_8));
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void sendsNothingForAnEmptyAnswerButCountsIt() {
    send(frame("MSH|1"), frame("MSH|2"), frame("MSH|3"));
    channel.writeOutbound(new byte[0]);
    ByteBuf sent = channel.readOutbound();
    assertThat(sent == null ? 0 : sent.readableBytes()).isZero();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void forgetsAHalfFrameWhenTheConnectionEnds() {
    send("\u000bMSH|half".getBytes(StandardCharsets.UTF_8));
    assertThat(limits.bytesWaiting()).isPositive();
    channel.close();
    assertThat((Object) channel.readInbound()).isNull();
    assertThat(limits.bytesWaiting()).isZero();
  }

  @Test
  void refusesANewFrameWhileTheBytesOfAllConnectionsAreUsedUp() {
    for (int i = 0; i < 6; i++) {
      EmbeddedChannel other = new EmbeddedChannel(new MllpCodec(limits));
      other.writeInbound(Unpooled.wrappedBuffer(("\u000b" + "x".repeat(1_900)).getBytes()));
      if (i == 5) {
        RefusedFrame refused = other.readInbound();
        assertThat(refused.reason().rule()).isEqualTo("mllp.busy");
      }
    }
    assertThat(limits.bytesWaiting()).isLessThanOrEqualTo(10_000);
  }
}
