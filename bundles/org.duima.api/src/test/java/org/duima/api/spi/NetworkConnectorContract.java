package org.duima.api.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PlatformConnector} that speaks over TCP promises beside {@link
 * PlatformConnectorContract}: between it and a real far side stands a {@link Relay} that breaks
 * their conversation.
 */
public abstract class NetworkConnectorContract extends PlatformConnectorContract {
  /** A destination that listens on 127.0.0.1. */
  protected interface FarSide extends Destination {
    int port();
  }

  private FarSide farSide;
  private Relay relay;

  /** Starts the far side; called before each test. */
  protected abstract FarSide farSide() throws Exception;

  /** Settings that reach a far side on this port of 127.0.0.1, with waits of seconds. */
  protected abstract Map<String, String> settings(int port) throws Exception;

  @Override
  protected final Destination destination() throws Exception {
    farSide = farSide();
    relay = new Relay(farSide.port());
    return new Destination() {
      @Override
      public int holds(Delivery delivery) throws Exception {
        return farSide.holds(delivery);
      }

      @Override
      public void close() throws Exception {
        relay.close();
        farSide.close();
      }
    };
  }

  @Override
  protected final Map<String, String> settings() throws Exception {
    return settings(relay.port());
  }

  @Test
  final void opensWithoutTheFarSide() throws Exception {
    relay.down();
    try (PlatformConnector.Line other = another()) {
      assertThat(other).isNotNull();
    }
  }

  @Test
  final void afterAnAnswerThatGotLostNothingIsLostOrDoubled() throws Exception {
    for (Relay.Mode disturbance : List.of(Relay.Mode.SWALLOW_ANSWERS, Relay.Mode.GARBLE_ANSWERS)) {
      for (Delivery.Subject subject : Delivery.Subject.values()) {
        String settlement = disturbance + "-1";
        submit(delivery(settlement + "-before", Delivery.Subject.LIST));
        relay.mode(disturbance);
        Delivery delivery = delivery(settlement, subject);
        Receipt lost = submit(delivery);
        Receipt unanswered = query(delivery);
        relay.mode(Relay.Mode.PASS);

        assertThat(lost).isInstanceOf(Receipt.Unknown.class);
        if (farSide.holds(delivery) > 0) {
          assertThat(((Receipt.Unknown) lost).sent()).isTrue();
        }
        if (!(unanswered instanceof Receipt.Held held && !held.present())) {
          assertThat(unanswered).isInstanceOf(Receipt.Unknown.class);
        }
        Receipt asked = query(delivery);
        assertThat(asked).isInstanceOf(Receipt.Held.class);
        if (!((Receipt.Held) asked).present()) {
          assertThat(submit(delivery)).isInstanceOf(Receipt.Accepted.class);
        }
        assertThat(farSide.holds(delivery)).isEqualTo(1);
      }
    }
  }

  @Test
  final void saysThatNothingWasSentWhereNobodyListens() throws Exception {
    relay.down();
    Delivery delivery = delivery("S1", Delivery.Subject.LIST);
    assertThat(submit(delivery))
        .isInstanceOfSatisfying(
            Receipt.Unknown.class, unknown -> assertThat(unknown.sent()).isFalse());
    relay.up();
    assertThat(farSide.holds(delivery)).isZero();
    assertThat(submit(delivery)).isInstanceOf(Receipt.Accepted.class);
    assertThat(farSide.holds(delivery)).isEqualTo(1);
  }

  @Test
  final void comesBackAfterTheFarSideWasAway() throws Exception {
    submit(delivery("S1", Delivery.Subject.LIST));
    relay.down();
    assertThat(submit(delivery("S2", Delivery.Subject.LIST))).isInstanceOf(Receipt.Unknown.class);
    relay.up();
    Delivery next = delivery("S3", Delivery.Subject.LIST);
    assertThat(submit(next)).isInstanceOf(Receipt.Accepted.class);
    assertThat(farSide.holds(next)).isEqualTo(1);
  }

  /** What stands between the connector and the far side. */
  protected final Relay relay() {
    return relay;
  }
}
