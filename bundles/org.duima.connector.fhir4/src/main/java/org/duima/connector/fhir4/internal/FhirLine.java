package org.duima.connector.fhir4.internal;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import org.duima.api.platform.Delivery;
import org.duima.api.platform.Receipt;
import org.duima.api.spi.PlatformConnector;

/**
 * A FHIR service. A Claim is updated by its settlement and a ClaimResponse created if none is there
 * of the delivery, so that what is repeated is there once. Identifiers go in bodies, never in a
 * URL. Safe for use by several threads.
 */
final class FhirLine implements PlatformConnector.Line {
  private static final String FHIR_JSON = "application/fhir+json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final long MOST_CONNECT_SECONDS = 10;

  private final FhirSettings settings;
  private final Interactions interactions;
  private final AnswerReader answers = AnswerReader.shipped();
  private final HttpClient client;

  FhirLine(FhirSettings settings, Interactions interactions) {
    this.settings = settings;
    this.interactions = interactions;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(
                java.time.Duration.ofSeconds(
                    Math.min(MOST_CONNECT_SECONDS, settings.timeout().toSeconds())))
            .build();
  }

  @Override
  public Receipt submit(Delivery delivery) {
    Rendered transaction = interactions.transaction(delivery);
    HttpRequest request =
        request(settings.base())
            .header("Content-Type", FHIR_JSON + "; charset=utf-8")
            .header("Prefer", "return=minimal")
            .POST(BodyPublishers.ofByteArray(Json.bytes(transaction.resource())))
            .build();
    return call(request, answer -> answers.submitted(answer, transaction));
  }

  @Override
  public Receipt query(Delivery delivery) {
    HttpRequest request =
        request(URI.create(settings.base() + "/" + Interactions.type(delivery) + "/_search"))
            .header("Content-Type", FORM)
            .POST(
                BodyPublishers.ofString(
                    Interactions.token(Systems.DELIVERY, delivery.id()), StandardCharsets.US_ASCII))
            .build();
    return call(request, answer -> answers.asked(answer, delivery));
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(settings.timeout()).header("Accept", FHIR_JSON);
    if (!settings.authorization().isEmpty()) {
      request.header("Authorization", settings.authorization());
    }
    return request;
  }

  private Receipt call(HttpRequest request, Function<HttpResponse<byte[]>, Receipt> reader) {
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(request, head -> new BoundedBody(settings.maxAnswerBytes()));
    try {
      return reader.apply(call.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      call.cancel(true);
      return new Receipt.Unknown(true, "没有及时答复 / no answer in time");
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      return new Receipt.Unknown(true, "等待答复时节点停止 / the node stopped while it waited");
    }
  }

  /** In words of our own: those of an exception can quote what came. */
  private static Receipt failed(Throwable failure) {
    if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
      return new Receipt.Unknown(false, "无法连接 / cannot be connected");
    }
    if (failure instanceof SSLHandshakeException) {
      return new Receipt.Unknown(
          false, "TLS 握手失败，请核对证书 / the TLS handshake failed, check the certificates");
    }
    return new Receipt.Unknown(true, "连接中断或答复不可读 / broken connection or unreadable answer");
  }

  /** The client holds no resources beyond its idle connections, which end by themselves. */
  @Override
  public void close() {}
}
