package org.duima.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the alerts go, for monitors. */
class AlertMetricsTest {
  private final PlayedAlerts alerts = new PlayedAlerts();

  private static String text(AlertMetrics metrics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder().build().write(out, metrics.collect());
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void countsAreShown() throws IOException {
    alerts.quarantined = List.of("slow");
    assertThat(text(new AlertMetrics(() -> Optional.of(alerts))).lines())
        .contains(
            "duima_alert_requests_total 10.0",
            "duima_alert_interrupted_total 2.0",
            "duima_alert_cannot_tell_total 3.0",
            "duima_alert_unrecorded_total 6.0",
            "duima_alert_hits_total{class=\"8\"} 5.0",
            "duima_alert_shown_total{class=\"8\"} 4.0",
            "duima_alert_missed_total{by=\"ledger\"} 1.0",
            "duima_alert_quarantined 1.0",
            "duima_alert_budget 0.97",
            "duima_alert_evaluation_seconds_bucket{le=\"0.001\"} 7",
            "duima_alert_evaluation_seconds_bucket{le=\"0.01\"} 9",
            "duima_alert_evaluation_seconds_bucket{le=\"+Inf\"} 10",
            "duima_alert_evaluation_seconds_sum 0.25");
  }

  @Test
  void nothingIsShownWhileNobodyJudges() throws IOException {
    AlertMetrics metrics = new AlertMetrics(Optional::empty);
    assertThat(text(metrics)).isEmpty();
    assertThat(metrics.check().up()).isFalse();
    assertThat(metrics.check().critical()).isFalse();
  }

  @Test
  void aRuleThatWasTooSlowIsAWarningAndNeverFatal() {
    AlertMetrics metrics = new AlertMetrics(() -> Optional.of(alerts));
    assertThat(metrics.check().up()).isTrue();
    alerts.quarantined = List.of("slow-rule");
    assertThat(metrics.check().up()).isFalse();
    assertThat(metrics.check().critical()).isFalse();
    assertThat(metrics.check().detail().toString()).contains("slow-rule", " / ");
  }
}
