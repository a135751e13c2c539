package org.duima.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.duima.api.platform.PlatformProtocol;
import org.junit.jupiter.api.Test;

class ForwardCallTest {
  /** Never ends. */
  private static final class Endless extends InputStream {
    private long read;
    private boolean closed;

    @Override
    public int read() {
      read++;
      return ' ';
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void readsNoMoreOfAnAnswerThanOneByteTooMany() throws IOException {
    Endless endless = new Endless();
    assertThat(ForwardCall.bounded(endless)).hasSize(PlatformProtocol.LONGEST_ANSWER_BYTES + 1);
    assertThat(endless.read).isEqualTo(PlatformProtocol.LONGEST_ANSWER_BYTES + 1L);
    assertThat(endless.closed).isTrue();
  }

  @Test
  void takesAnAnswerWithoutABody() throws IOException {
    assertThat(ForwardCall.bounded(null)).isEmpty();
    assertThat(ForwardCall.bounded(new ByteArrayInputStream(new byte[] {1, 2}))).hasSize(2);
  }

  @Test
  void onlyACallWithoutConnectionCannotHaveArrived() {
    assertThat(ForwardCall.mayHaveBeenSent(new IOException(new ConnectException()))).isFalse();
    assertThat(ForwardCall.mayHaveBeenSent(new SocketTimeoutException())).isTrue();
    assertThat(ForwardCall.mayHaveBeenSent(null)).isTrue();
  }
}
