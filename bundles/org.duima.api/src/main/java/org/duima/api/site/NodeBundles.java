package org.duima.api.site;

import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Text;

/**
 * The bundles of a node: the product's own and what the hospital put into {@code deploy/}. Answers
 * whatever else of the node is missing. Safe for use by several threads.
 */
public interface NodeBundles {
  /** Every bundle, and every file of {@code deploy/} that is not in force, by name. */
  List<BundleInForce> bundles();

  /** How a bundle is. */
  enum State {
    /** All that it offers is there. */
    ACTIVE,
    /** It runs, but a part of it waits for something, see {@link BundleInForce#why}. */
    WAITING,
    /** It does not run, see {@link BundleInForce#why}. */
    STOPPED,
    /** No version of it is in force. */
    NONE
  }

  /**
   * A bundle.
   *
   * @param name its symbolic name; the file's name for a file of which nothing is in force
   * @param version its version, empty if unknown
   * @param file its file, such as {@code deploy/rule.jar}; empty for a bundle of the distribution
   * @param sha256 hash of the jar in force, in hexadecimal; empty if unknown or nothing is
   * @param since when this build was installed, null if nothing is in force
   * @param state how it is
   * @param services interfaces of the hall that it offers now, by simple name
   * @param why what keeps it from being active; empty if it is
   * @param refused why the newest version of the file is not in force; empty when it is
   * @param refusedAt when that was found, null if nothing is refused
   */
  record BundleInForce(
      String name,
      String version,
      String file,
      String sha256,
      Instant since,
      State state,
      List<String> services,
      List<Text> why,
      List<Finding> refused,
      Instant refusedAt) {
    public BundleInForce {
      services = List.copyOf(services);
      why = List.copyOf(why);
      refused = List.copyOf(refused);
      if (refused.isEmpty() != (refusedAt == null)) {
        throw new IllegalArgumentException("what is refused has a time, what is not has none");
      }
    }
  }
}
