package org.duima.web.internal;

import java.util.List;

/**
 * A branch of the interface, such as all that lies under {@code /api/lists}. It is the list of its
 * operations: what is not in it is not served, and what is in it is in the OpenAPI document.
 */
public interface Resource {
  /** The operations, always the same ones. */
  List<Operation> operations();
}
