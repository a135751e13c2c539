package org.duima.platform.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Text;
import org.duima.api.site.HealthCheck;
import org.duima.api.spi.PlatformSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which settings of {@code etc/org.duima.platform.cfg} are in force, as the file changes and
 * signing plug-ins come and go. A version of the file with an error leaves the former settings in
 * force; while the plug-in that the file names is away, none are. Safe for use by several threads.
 */
public final class PlatformConfiguration implements HealthCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformConfiguration.class);
  private static final String FILE = "etc/org.duima.platform.cfg";
  private static final Health NOT_CONFIGURED =
      health(true, new Text("未配置医保平台，清单停留在待上传", "no platform is configured, lists stay ready"));

  private final Path home;
  private final Map<String, PlatformSigner> signers = new HashMap<>();
  private Map<String, String> wanted = Map.of();
  private InForce inForce;
  private volatile Health health = NOT_CONFIGURED;

  private record InForce(PlatformSettings settings, PlatformSigner signer) {}

  /**
   * @param home directory that relative file names are looked up in
   */
  public PlatformConfiguration(Path home) {
    this.home = home;
    signers.put(HeaderSigner.NAME, new HeaderSigner());
  }

  /** Takes a version of the file. */
  public synchronized void change(Map<String, String> settings) {
    wanted = Map.copyOf(settings);
    refresh();
  }

  /** A plug-in is there now. The first of a name is used. */
  public synchronized void arrive(PlatformSigner signer) {
    if (signers.putIfAbsent(signer.name(), signer) != null) {
      LOG.error(
          "签名方式 {} 已有插件，后到的不使用 / there is a plug-in of this name already, the later one is not used",
          signer.name());
    } else if (signer.name().equals(signing())) {
      refresh();
    }
  }

  /** A plug-in is about to go; seals that it made are not used any more. */
  public synchronized void leave(PlatformSigner signer) {
    if (!signers.remove(signer.name(), signer)) {
      return;
    }
    if (inForce != null && inForce.signer() == signer) {
      inForce = null;
    }
    if (signer.name().equals(signing())) {
      refresh();
    }
  }

  /** The settings to be used now; empty while nothing may be sent. */
  public synchronized Optional<PlatformSettings> inForce() {
    return Optional.ofNullable(inForce).map(InForce::settings);
  }

  @Override
  public String name() {
    return "platform-settings";
  }

  /** Not critical: lists wait in the outbox until the settings are right. */
  @Override
  public Health check() {
    return health;
  }

  private String signing() {
    String name = wanted.getOrDefault("signing", "").trim();
    return name.isEmpty() ? HeaderSigner.NAME : name;
  }

  private void refresh() {
    if (wanted.getOrDefault("baseUrl", "").isBlank()) {
      inForce = null;
      health = NOT_CONFIGURED;
      LOG.info("{}", health.detail());
      return;
    }
    PlatformSigner signer = signers.get(signing());
    if (signer == null) {
      inForce = null;
      health = health(false, missing(signing()));
      LOG.warn("{}", health.detail());
      return;
    }
    try {
      inForce = new InForce(PlatformSettings.of(wanted, home, signer), signer);
      health = health(true, new Text("签名方式 " + signing(), "signing " + signing()));
    } catch (IllegalArgumentException e) {
      health = health(false, refused(e.getMessage()));
      LOG.error("{}", health.detail());
    }
  }

  private Text refused(String why) {
    return inForce == null
        ? new Text(FILE + " 有误，平台未配置: " + why, "has an error, the platform is not configured")
        : new Text(FILE + " 有误，沿用原设置: " + why, "has an error, the former settings stay in force");
  }

  private static Text missing(String signing) {
    return new Text(
        "signing: 签名方式 " + signing + " 的插件不在，清单停留在待上传",
        "the plug-in for signing " + signing + " is not there, lists stay ready");
  }

  private static Health health(boolean up, Text detail) {
    return new Health(up, false, detail);
  }
}
