package org.duima.connector.fhir4.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.duima.api.Text;

/**
 * A Claim and where each field of the list stands in it.
 *
 * @param resource the Claim
 * @param written in the order of writing
 */
record Rendered(ObjectNode resource, List<Written> written) {
  /**
   * A field that was written.
   *
   * @param where from the Claim on, such as {@code contained[0].name[0].text}
   * @param listPath such as {@code setlinfo.psn_name} or {@code diseinfo[0].diag_code}
   * @param label its name
   */
  record Written(String where, String listPath, Text label) {}
}
