package org.duima.api.ledger;

import java.util.Optional;

/** Who may use the node. Keys are stored as hashes only. */
public interface AccessStore {
  /**
   * The holder of an API key.
   *
   * @return the key's name, empty if no such key is valid
   */
  Optional<String> holderOf(String apiKey);

  /** Makes sure that a key is known under a name, such as the one of the first start. */
  void ensureKey(String name, String apiKey);
}
