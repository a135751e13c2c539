package org.duima.api.encounter;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.duima.api.Fact;

/**
 * One settlement (结算) made by the platform for a stay. A settlement list belongs to one of these.
 *
 * @param setlId setl_id
 * @param settledAt setl_time
 * @param midStay whether it was made before discharge (mid_setl_flag 1)
 * @param refunded whether a 2305 took it back
 * @param facts what was said of this settlement, by wire name: amounts, insutype, bill_code …
 * @param funds fund payments, pseudo funds included as sent
 */
public record Settlement(
    String setlId,
    LocalDateTime settledAt,
    boolean midStay,
    boolean refunded,
    Map<String, Fact> facts,
    List<FundPayment> funds) {
  public Settlement {
    Objects.requireNonNull(setlId, "setlId");
    Objects.requireNonNull(settledAt, "settledAt");
    facts = Map.copyOf(facts);
    funds = List.copyOf(funds);
  }

  public Optional<Fact> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }
}
