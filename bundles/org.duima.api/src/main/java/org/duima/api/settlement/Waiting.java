package org.duima.api.settlement;

import java.util.Objects;
import org.duima.api.Text;

/**
 * One thing that a list still waits for (待资料).
 *
 * @param what stable id: {@code discharge}, {@code settlement}, {@code front-page}, {@code
 *     invoice}, {@code quiet}
 * @param owedBy who owes it: 病案室, 收费处, 医师, 医保办, or empty for the clock
 * @param text for people
 */
public record Waiting(String what, Text owedBy, Text text) {
  public Waiting {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(owedBy, "owedBy");
    Objects.requireNonNull(text, "text");
  }
}
