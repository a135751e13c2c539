package org.duima.web.internal;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;

/**
 * What a monitor can read. Labels hold kinds and states only, never a number or a name from a
 * message. Safe for use by several threads.
 */
public final class Metrics {
  private static final double[] SECONDS = {0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

  private final PrometheusRegistry registry = new PrometheusRegistry();

  private final Counter requests =
      Counter.builder()
          .name("duima_http_requests_total")
          .help("HTTP requests by route and status")
          .labelNames("method", "route", "status")
          .register(registry);

  private final Histogram durations =
      Histogram.builder()
          .name("duima_http_request_duration_seconds")
          .help("Time to answer HTTP requests")
          .labelNames("method", "route")
          .classicUpperBounds(SECONDS)
          .classicOnly()
          .register(registry);

  /**
   * @param version of the software
   * @param counted what parts of the node count themselves
   */
  public Metrics(String version, MultiCollector... counted) {
    JvmMetrics.builder().register(registry);
    Info.builder()
        .name("duima_build_info")
        .help("Version of the node")
        .labelNames("version")
        .register(registry)
        .addLabelValues(version);
    Arrays.stream(counted).forEach(registry::register);
  }

  /**
   * Counts a request.
   *
   * @param route the path's template, or {@code other}
   */
  void count(String method, String route, int status, long nanos) {
    requests.labelValues(method, route, String.valueOf(status)).inc();
    durations.labelValues(method, route).observe(nanos / 1e9);
  }

  MetricSnapshots scrape() {
    return registry.scrape();
  }
}
