package org.duima.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the deploy folder needs of the framework that runs bundles. Used by one thread. */
public interface Framework {
  /** Whether the framework has come far enough to take bundles. */
  boolean isUp();

  /**
   * A bundle that is installed.
   *
   * @param kind where it came from
   * @param modified when its content was installed or updated last, as the framework counts
   */
  record Present(long id, String symbolicName, String version, Kind kind, long modified) {}

  /** Where a bundle came from. */
  enum Kind {
    /** From {@code deploy/}. */
    DEPLOYED,
    /** A room of the product, which a file of {@code deploy/} may stand in for. */
    ROOM,
    /** A part of the product on which the deploying itself rests. */
    FIXED,
    /** A library or a part of the platform. */
    PLATFORM
  }

  /** A bundle by its id. */
  Optional<Present> find(long id);

  /** Bundles of a name; a room before others. */
  Iterable<Present> find(String symbolicName);

  /** Makes a bundle of a plain jar. */
  void wrap(Path jar, String symbolicName, String version, Path bundle)
      throws IOException, RefusedException;

  /**
   * Asks whether a bundle would resolve, without touching what is in force.
   *
   * @throws RefusedException with what it lacks
   */
  void tryOut(Path jar) throws IOException, RefusedException;

  /**
   * Installs a bundle without starting it.
   *
   * @param content also its location, from which the framework may read it again
   */
  long install(Path content) throws IOException, RefusedException;

  /** What a bundle does now, to compare with later. */
  Object picture(long id);

  /** Stops a bundle and replaces its content. */
  void update(long id, Path content) throws IOException, RefusedException;

  /** Stops a room and gives it the content of the distribution. */
  void updateFromDistribution(long id) throws RefusedException;

  /**
   * Starts a bundle and waits until it does at least what it did before.
   *
   * @param before the former picture, null for a new bundle, which may wait for others
   * @throws RefusedException if it fails, or does less than before
   */
  void start(long id, Object before) throws RefusedException;

  /**
   * Has bundles of {@code deploy/} that run without something optional wired anew if this offers
   * it.
   */
  void completeOthers(long id) throws RefusedException;

  /** Stops and removes a bundle. */
  void uninstall(long id) throws RefusedException;
}
