package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeBodyTest {
  private static final int LARGEST = 1 << 20;
  private static final long SENT = 100L << 20;

  /** A hundred megabytes that nobody holds. */
  private static final class Endless extends InputStream {
    private long left = SENT;

    @Override
    public int read() {
      return left-- > 0 ? ' ' : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (left <= 0) {
        return -1;
      }
      int read = (int) Math.min(left, length);
      Arrays.fill(into, from, from + read, (byte) ' ');
      left -= read;
      return read;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SENT, -1})
  void aHundredMegabytesCostLittleMoreThanWhatIsAllowed(long announced) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // what classes need when they are first used is not counted
    assertThat(Json.body(InputStream.nullInputStream(), 0, LARGEST)).isEmpty();
    Endless in = new Endless();
    long before = threads.getCurrentThreadAllocatedBytes();

    byte[] body = Json.body(in, announced, LARGEST);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(body).isNull();
    assertThat(in.left).as("the sender gets to see the answer").isZero();
    assertThat(allocated).isLessThan(4L * LARGEST);
  }
}
