package org.duima.api.encounter;

import java.util.Objects;
import org.duima.api.Origin;

/**
 * Blood given (输血). Texts are in the source's own code, empty if not stated.
 *
 * @param product bld_cat
 * @param amount bld_amt, a decimal number
 * @param unit bld_unt
 */
public record Transfusion(String product, String amount, String unit, Origin origin) {
  public Transfusion {
    product = product == null ? "" : product;
    amount = amount == null ? "" : amount;
    unit = unit == null ? "" : unit;
    Objects.requireNonNull(origin, "origin");
  }
}
