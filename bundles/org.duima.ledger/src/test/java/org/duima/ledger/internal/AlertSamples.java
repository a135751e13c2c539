package org.duima.ledger.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.AlertStore.AlertRecord;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Key;

/** Invented alerts. */
final class AlertSamples {
  static final Text NONE = new Text("", "");
  static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private AlertSamples() {}

  static RuleClass ruleClass(String id) {
    return new RuleClass(
        id,
        "",
        RuleClass.Category.MEDICAL,
        new Text("规则" + id, "rule " + id),
        "sex",
        RuleClass.Subject.LINE,
        true,
        Reaction.WARN,
        Set.of(Audience.DOCTOR),
        Set.of(Scene.SIGN),
        false,
        Constraint.NONE,
        NONE,
        NONE);
  }

  static Alert shown(String ruleClass, String... points) {
    return alert(ruleClass, null, List.of(points), List.of("1"));
  }

  static Alert silent(String ruleClass, String... points) {
    return alert(ruleClass, Alert.Silence.SWITCHED, List.of(points), List.of("1"));
  }

  static Alert alert(
      String ruleClass, Alert.Silence silence, List<String> points, List<String> lines) {
    return new Alert(
        UUID.randomUUID().toString(),
        ruleClass(ruleClass),
        points,
        points.isEmpty() ? List.of() : List.of("starter@2026"),
        lines,
        lines.stream().map(line -> "药品" + line).toList(),
        Reaction.WARN,
        new Text("限男性使用 <>◎&", "for men only"),
        new Text("医保目录", "catalogue"),
        new Text("请核对性别", "check the sex"),
        true,
        List.of(new Opinion.Evidence("sex", "FEMALE", "request Patient.gender")),
        Optional.of(new Money(12_345)),
        Optional.ofNullable(silence));
  }

  static Builder order() {
    return new Builder();
  }

  static AlertFeedback overridden(Alert alert, String reason, Instant at) {
    return new AlertFeedback(alert.id(), Outcome.OVERRIDDEN, reason, "", at);
  }

  static AlertFeedback accepted(Alert alert, Instant at) {
    return new AlertFeedback(alert.id(), Outcome.ACCEPTED, "", "", at);
  }

  /** A record of an order, step by step. */
  static final class Builder {
    private Instant at = Instant.parse("2026-03-02T01:00:00Z");
    private LocalDate day = DAY;
    private String department = "0301";
    private Scene scene = Scene.SIGN;
    private List<Key> keys = List.of();
    private List<String> missed = List.of();
    private int cannotTell;
    private final Map<String, String> items = new TreeMap<>(Map.of("1", "XJ01CA04"));

    Builder at(Instant when) {
      at = when;
      return this;
    }

    Builder on(LocalDate when) {
      day = when;
      return this;
    }

    Builder of(String which) {
      department = which;
      return this;
    }

    Builder scene(Scene moment) {
      scene = moment;
      return this;
    }

    Builder under(Key... names) {
      keys = List.of(names);
      return this;
    }

    Builder missed(String... rules) {
      missed = List.of(rules);
      return this;
    }

    Builder cannotTell(int times) {
      cannotTell = times;
      return this;
    }

    Builder item(String line, String code) {
      items.put(line, code);
      return this;
    }

    AlertRecord with(Alert... alerts) {
      List<Alert> all = new ArrayList<>(List.of(alerts));
      OrderRequest request =
          new OrderRequest(
              "R-1",
              "cds-hooks",
              scene,
              Samples.HOSPITAL,
              LocalDateTime.of(2026, 3, 2, 9, 0),
              keys,
              department,
              "D1",
              OrderRequest.Stated.NOTHING,
              List.of(),
              List.of(),
              Set.of());
      return new AlertRecord(
          at,
          day,
          department,
          "D1",
          new AlertAnswer(request, all, cannotTell, missed, List.of()),
          all.stream().anyMatch(Alert::isShown),
          1.5,
          items);
    }
  }
}
