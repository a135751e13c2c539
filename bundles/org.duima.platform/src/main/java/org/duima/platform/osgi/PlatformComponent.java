package org.duima.platform.osgi;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.platform.Receipt;
import org.duima.api.platform.Submission;
import org.duima.api.site.Sites;
import org.duima.platform.internal.NationalProtocol;
import org.duima.platform.internal.PlatformSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the national protocol with the settings of {@code etc/org.duima.platform.cfg}. */
@Component(
    service = PlatformProtocol.class,
    configurationPid = "org.duima.platform",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PlatformComponent implements PlatformProtocol {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformComponent.class);

  private final NationalProtocol protocol;
  private volatile PlatformSettings settings;

  @Activate
  public PlatformComponent(@Reference Sites sites, Map<String, Object> configuration) {
    this.settings = read(configuration);
    this.protocol = new NationalProtocol(() -> settings, sites::current);
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    try {
      settings = read(configuration);
    } catch (IllegalArgumentException e) {
      LOG.error(
          "etc/org.duima.platform.cfg 有误，沿用原配置 / has an error, the former settings stay: {}",
          e.getMessage());
    }
  }

  private static PlatformSettings read(Map<String, Object> configuration) {
    Map<String, String> texts = new HashMap<>();
    configuration.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    String home = System.getProperty("duima.home", System.getProperty("karaf.base", "."));
    return PlatformSettings.of(texts, Path.of(home));
  }

  @Override
  public Optional<CallKind> next(Submission submission) {
    return protocol.next(submission);
  }

  @Override
  public boolean needsSignIn(String institution, Instant now) {
    return protocol.needsSignIn(institution, now);
  }

  @Override
  public Request request(Submission submission, CallKind call, Instant now) {
    return protocol.request(submission, call, now);
  }

  @Override
  public Receipt read(Submission submission, Request request, int httpStatus, byte[] body) {
    return protocol.read(submission, request, httpStatus, body);
  }

  @Override
  public Submission after(Submission submission, CallKind call, Receipt receipt) {
    return protocol.after(submission, call, receipt);
  }

  @Override
  public Instant nextAttempt(Submission after, Receipt receipt, Instant now) {
    return protocol.nextAttempt(after, receipt, now);
  }

  @Override
  public Text advice(Receipt receipt) {
    return protocol.advice(receipt);
  }
}
