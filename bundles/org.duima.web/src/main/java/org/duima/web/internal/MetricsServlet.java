package org.duima.web.internal;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.ledger.StoreUnavailableException;

/** {@code GET /metrics} in Prometheus' text format, for this machine or the holder of a key. */
public final class MetricsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Metrics metrics;
  private final transient Supplier<Optional<Gate>> gate;
  private final transient ExpositionFormatWriter writer =
      PrometheusTextFormatWriter.builder().build();

  public MetricsServlet(Metrics metrics, Supplier<Optional<Gate>> gate) {
    this.metrics = metrics;
    this.gate = gate;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!isLocal(request) && !isKnown(request)) {
      response.setHeader("WWW-Authenticate", "Bearer");
      Json.error(
          response,
          401,
          new Text(
              "需要 API 密钥：Authorization: Bearer KEY",
              "an API key is needed: Authorization: Bearer KEY"));
      return;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    writer.write(body, metrics.scrape());
    response.setContentType(writer.getContentType());
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.size());
    body.writeTo(response.getOutputStream());
  }

  /** A proxy on this machine speaks for others. */
  private static boolean isLocal(HttpServletRequest request) throws IOException {
    return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
        && request.getHeader("Forwarded") == null
        && request.getHeader("X-Forwarded-For") == null;
  }

  private boolean isKnown(HttpServletRequest request) {
    try {
      return gate.get().flatMap(known -> known.caller(request)).isPresent();
    } catch (StoreUnavailableException e) {
      return false;
    }
  }
}
