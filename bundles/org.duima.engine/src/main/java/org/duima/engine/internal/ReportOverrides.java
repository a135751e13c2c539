package org.duima.engine.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.AlertStore.Untold;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.platform.Inquiry.Dispositions;
import org.duima.api.platform.Inquiry.Dispositions.Warn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code from duima:overrides to duima:report}: what doctors answered to alerts becomes a 3103
 * among the inquiries. The inquiry is stored before the answers count as told; after a stop between
 * the two the same inquiry is found by its key.
 */
final class ReportOverrides {
  private static final Logger LOG = LoggerFactory.getLogger(ReportOverrides.class);
  private static final Duration LEASE = Duration.ofMinutes(2);

  /** Where a doctor went on and said nothing; the book wants a reason. */
  private static final String NO_REASON = "医师确认";

  private final Rooms rooms;

  ReportOverrides(Rooms rooms) {
    this.rooms = rooms;
  }

  private record Recipient(String institution, String warnType) {}

  /** Answers wait while the site does not want them to be told, and while a part is missing. */
  WorkSource source(int max) {
    return worker -> {
      OverrideRooms overrides = rooms.inquiring().overrides();
      Optional<AlertStore> store = overrides.store().get();
      Optional<OrderAlerts> alerts = overrides.alerts().get();
      if (!overrides.wanted().getAsBoolean() || store.isEmpty() || alerts.isEmpty()) {
        return List.of();
      }
      List<Untold> untold = store.get().untold(max, rooms.clock().instant(), LEASE);
      return untold.isEmpty() ? List.of() : items(untold, reasons(alerts.get()), store.get());
    };
  }

  private static Map<String, String> reasons(OrderAlerts alerts) {
    return alerts.reasons().stream()
        .collect(
            Collectors.toMap(OverrideReason::code, r -> r.text().zh(), (first, same) -> first));
  }

  private List<WorkSource.Item> items(
      List<Untold> untold, Map<String, String> reasons, AlertStore store) {
    Map<Recipient, List<Warn>> byRecipient = new LinkedHashMap<>();
    int homeless = 0;
    for (Untold one : untold) {
      String institution = institution(one);
      if (institution.isEmpty()) {
        homeless++;
      } else {
        byRecipient
            .computeIfAbsent(
                new Recipient(institution, one.warnType()), recipient -> new ArrayList<>())
            .add(warn(one.feedback(), reasons));
      }
    }
    if (homeless > 0) {
      LOG.warn(
          "{} 条提醒处理结果不知属于哪家机构，未上报 / dispositions without an institution are not reported",
          homeless);
    }
    List<WorkSource.Item> items = new ArrayList<>();
    byRecipient.forEach(
        (recipient, warns) -> {
          for (int from = 0; from < warns.size(); from += Dispositions.MOST_WARNS) {
            int to = Math.min(warns.size(), from + Dispositions.MOST_WARNS);
            items.add(item(recipient, warns.subList(from, to), store));
          }
        });
    return items;
  }

  private WorkSource.Item item(Recipient recipient, List<Warn> warns, AlertStore store) {
    List<String> ids = warns.stream().map(Warn::id).toList();
    return new WorkSource.Item(
        new Dispositions(recipient.institution(), recipient.warnType(), warns),
        Map.of(),
        () -> store.told(ids, rooms.clock().instant()),
        // they stay leased and come again when the lease runs out
        () -> {});
  }

  private String institution(Untold one) {
    return one.institution().isEmpty()
        ? rooms.sites().current().institutionOf("").map(only -> only.code()).orElse("")
        : one.institution();
  }

  private static Warn warn(AlertFeedback feedback, Map<String, String> reasons) {
    boolean goesOn = feedback.outcome() == Outcome.OVERRIDDEN;
    String reason =
        List.of(reasons.getOrDefault(feedback.reasonCode(), ""), feedback.comment().strip())
            .stream()
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("："));
    if (reason.isEmpty() && goesOn) {
      reason = NO_REASON;
    }
    return new Warn(feedback.alertId(), goesOn ? "1" : "2", cut(reason));
  }

  private static String cut(String reason) {
    if (reason.length() <= Dispositions.LONGEST_REASON) {
      return reason;
    }
    int end = Dispositions.LONGEST_REASON;
    return reason.substring(0, Character.isHighSurrogate(reason.charAt(end - 1)) ? end - 1 : end);
  }

  /** Stores it among the inquiries. */
  void report(Exchange exchange) {
    Dispositions dispositions = exchange.getMessage().getBody(Dispositions.class);
    Instant now = rooms.clock().instant();
    long number =
        rooms.inquiring().inquiries().ask(dispositions, "alerts", "", key(dispositions), now);
    LOG.info(
        "{} 条提醒处理结果已登记上报，查询 {} / dispositions are to be reported as this inquiry",
        dispositions.warns().size(),
        number);
  }

  /** The same for the same answers, so that a repeat is not stored twice. */
  private static String key(Dispositions dispositions) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Warn warn : dispositions.warns()) {
        String told = warn.id() + "\n" + warn.way() + "\n" + warn.reason() + "\n";
        digest.update(told.getBytes(StandardCharsets.UTF_8));
      }
      return String.join(
          "|",
          dispositions.kind().name(),
          dispositions.institution(),
          dispositions.warnType(),
          HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
