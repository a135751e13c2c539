package org.duima.api.spi;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One way in which a region's platform wants calls signed or encrypted. Published as a service, it
 * is used while {@code signing} in {@code etc/org.duima.platform.cfg} gives its name; it may come
 * and go at any time. While it is away nothing is sent. Implementations are safe for use by several
 * threads.
 */
@ConsumerType
public interface PlatformSigner {
  /** What {@code signing} calls it, such as {@code sm}; the same at all times, never null. */
  String name();

  /**
   * Reads settings and keys. Called when the settings change and when the plug-in arrives, never
   * for a call to the platform; it may read files but reaches for no network, and should be done
   * within a second.
   *
   * @param settings everything in {@code etc/org.duima.platform.cfg}; a plug-in's own keys begin
   *     with its name and a dot
   * @param home directory that relative file names are looked up in
   * @return a seal with these keys, never null; a later change of the files does not affect it
   * @throws IllegalArgumentException naming the key of the setting and what is wrong with it, in
   *     Chinese and English; never holding a secret, not in its causes either
   */
  Seal open(Map<String, String> settings, Path home);
}
