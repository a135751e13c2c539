package org.duima.engine.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageCodec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.duima.api.Finding;

/**
 * Frames of the minimal lower layer protocol: VT, message, FS, CR. One instance serves one
 * connection.
 *
 * <p>Emits a {@code byte[]} for each complete frame and a {@link RefusedFrame} for what is none:
 * too large, interrupted by a new frame, or bytes outside a frame. It stops reading while too many
 * frames of this connection, or too many bytes of all connections, wait for their answer, so that a
 * sender is slowed down by TCP and memory stays bounded.
 */
final class MllpCodec extends ByteToMessageCodec<byte[]> {
  private static final byte VT = 0x0B;
  private static final byte FS = 0x1C;
  private static final byte CR = 0x0D;
  private static final int KEPT_OF_REFUSED = 1_024;

  /** Limits of all connections of a node. */
  static final class Limits {
    private final int maxFrameBytes;
    private final int maxFramesWaiting;
    private final long maxBytesWaiting;
    private final AtomicLong bytesWaiting = new AtomicLong();

    /**
     * @param maxFrameBytes largest frame
     * @param maxFramesWaiting frames of one connection that may wait for their answer
     * @param maxBytesWaiting bytes of all connections that may wait, half-read frames included
     */
    Limits(int maxFrameBytes, int maxFramesWaiting, long maxBytesWaiting) {
      this.maxFrameBytes = maxFrameBytes;
      this.maxFramesWaiting = maxFramesWaiting;
      this.maxBytesWaiting = maxBytesWaiting;
    }

    long bytesWaiting() {
      return bytesWaiting.get();
    }
  }

  private enum Where {
    BETWEEN,
    IN_FRAME,
    /** Passing over the rest of a refused frame. */
    SKIPPING
  }

  /** A frame that waits for its answer. */
  private record Waiting(int bytes, boolean closeAfterwards) {}

  private final Limits limits;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private byte[] frame = new byte[4_096];
  private int length;
  private Where where = Where.BETWEEN;
  private boolean lastWasFs;
  private boolean closing;

  MllpCodec(Limits limits) {
    this.limits = limits;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    while (in.isReadable() && !closing) {
      switch (where) {
        case BETWEEN -> between(in, out);
        case IN_FRAME -> inFrame(in, out);
        case SKIPPING -> skip(in);
      }
    }
    if (closing) {
      in.skipBytes(in.readableBytes());
    }
    slowDown(context);
  }

  private void between(ByteBuf in, List<Object> out) {
    byte next = in.readByte();
    if (next == VT) {
      begin();
    } else if (next != CR && next != '\n' && next != FS && next != ' ' && next != 0) {
      byte[] start = new byte[Math.min(in.readableBytes(), KEPT_OF_REFUSED - 1) + 1];
      start[0] = next;
      in.getBytes(in.readerIndex(), start, 1, start.length - 1);
      closing = true;
      refuse(
          out,
          start,
          Finding.error(
              "mllp.no-frame",
              "",
              "消息前缺少起始符 0x0B，连接将关闭",
              "no start of frame 0x0B before the message; the connection will be closed"));
    }
  }

  private void begin() {
    where = Where.IN_FRAME;
    length = 0;
    lastWasFs = false;
  }

  private void inFrame(ByteBuf in, List<Object> out) {
    int from = in.readerIndex();
    int readable = in.readableBytes();
    int end =
        in.forEachByte(
            from,
            readable,
            value -> {
              if (lastWasFs && value == CR || value == VT) {
                return false;
              }
              lastWasFs = value == FS;
              return true;
            });
    int taken = end < 0 ? readable : end - from;
    if (!append(in, taken, out)) {
      return;
    }
    if (end < 0) {
      return;
    }
    byte mark = in.readByte();
    if (mark == VT) {
      refuse(
          out,
          Arrays.copyOf(frame, Math.min(length, KEPT_OF_REFUSED)),
          Finding.error(
              "mllp.interrupted-frame",
              "",
              "消息未结束就开始了新消息",
              "a new frame began before this one ended"));
      release(length);
      begin();
      return;
    }
    byte[] message = Arrays.copyOf(frame, length - 1);
    release(length);
    where = Where.BETWEEN;
    shrink();
    limits.bytesWaiting.addAndGet(message.length);
    waiting.add(new Waiting(message.length, false));
    out.add(message);
  }

  private boolean append(ByteBuf in, int count, List<Object> out) {
    if (length + count > limits.maxFrameBytes + 1) {
      refuseRest(
          in,
          out,
          Finding.error(
              "mllp.too-large",
              "",
              "消息超过上限 " + limits.maxFrameBytes + " 字节",
              "message is larger than " + limits.maxFrameBytes + " bytes"));
      return false;
    }
    if (limits.bytesWaiting.addAndGet(count) > limits.maxBytesWaiting && waiting.isEmpty()) {
      limits.bytesWaiting.addAndGet(-count);
      refuseRest(
          in,
          out,
          Finding.error(
              "mllp.busy", "", "接收缓冲已满，请稍后重发", "the receive buffer is full; send again later"));
      return false;
    }
    if (length + count > frame.length) {
      frame =
          Arrays.copyOf(
              frame,
              Math.min(limits.maxFrameBytes + 1, Math.max(length + count, frame.length * 2)));
    }
    in.readBytes(frame, length, count);
    length += count;
    return true;
  }

  private void refuseRest(ByteBuf in, List<Object> out, Finding reason) {
    byte[] start = Arrays.copyOf(frame, Math.min(length, KEPT_OF_REFUSED));
    if (length == 0) {
      start = new byte[Math.min(in.readableBytes(), KEPT_OF_REFUSED)];
      in.getBytes(in.readerIndex(), start);
    }
    refuse(out, start, reason);
    release(length);
    where = Where.SKIPPING;
    lastWasFs = false;
    shrink();
  }

  private void skip(ByteBuf in) {
    while (in.isReadable()) {
      byte next = in.readByte();
      if (lastWasFs && next == CR) {
        where = Where.BETWEEN;
        return;
      }
      if (next == VT) {
        begin();
        return;
      }
      lastWasFs = next == FS;
    }
  }

  private void refuse(List<Object> out, byte[] start, Finding reason) {
    waiting.add(new Waiting(0, closing));
    out.add(new RefusedFrame(start, reason));
  }

  private void release(int bytes) {
    limits.bytesWaiting.addAndGet(-bytes);
    length = 0;
  }

  private void shrink() {
    if (frame.length > 1 << 20) {
      frame = new byte[4_096];
    }
  }

  private void slowDown(ChannelHandlerContext context) {
    boolean tooMuch =
        waiting.size() >= limits.maxFramesWaiting
            || !waiting.isEmpty() && limits.bytesWaiting.get() > limits.maxBytesWaiting;
    if (context.channel().config().isAutoRead() == tooMuch) {
      context.channel().config().setAutoRead(!tooMuch);
    }
  }

  /** An empty answer sends nothing: the sender did not want one. */
  @Override
  protected void encode(ChannelHandlerContext context, byte[] answer, ByteBuf out) {
    if (answer.length > 0) {
      out.ensureWritable(answer.length + 3);
      out.writeByte(VT);
      out.writeBytes(answer);
      out.writeByte(FS);
      out.writeByte(CR);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof byte[]) {
      Waiting answered = waiting.poll();
      if (answered != null) {
        limits.bytesWaiting.addAndGet(-answered.bytes());
        if (answered.closeAfterwards()) {
          promise = promise.unvoid();
          promise.addListener(ChannelFutureListener.CLOSE);
        }
      }
      slowDown(context);
    }
    super.write(context, message, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (where == Where.IN_FRAME) {
      release(length);
      where = Where.BETWEEN;
    }
    waiting.forEach(frames -> limits.bytesWaiting.addAndGet(-frames.bytes()));
    waiting.clear();
    // A half frame is not a message: nothing was promised, the sender has no answer and sends
    // again.
    context.fireChannelInactive();
  }
}
