package org.duima.api.receive;

import java.util.Objects;
import java.util.Optional;
import org.duima.api.Text;

/**
 * What became of a received message.
 *
 * @param kind which answer
 * @param reason why it was not taken, without patient data; empty when it was
 */
public record Verdict(Kind kind, Optional<Text> reason) {
  /** Which answer. */
  public enum Kind {
    /** It is stored for good (AA, CA). */
    ACCEPTED,
    /** Trouble on our side: the sender may send it again (AE, CE). */
    ERROR,
    /** Sending the same again is of no use (AR, CR). */
    REFUSED
  }

  public Verdict {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
  }

  public static Verdict accepted() {
    return new Verdict(Kind.ACCEPTED, Optional.empty());
  }

  public static Verdict error(Text reason) {
    return new Verdict(Kind.ERROR, Optional.of(reason));
  }

  public static Verdict refused(Text reason) {
    return new Verdict(Kind.REFUSED, Optional.of(reason));
  }
}
