package org.duima.connector.fhir4.internal;

import java.nio.file.Path;
import java.util.Map;
import org.duima.api.spi.PlatformConnector;

/**
 * Tells a regional platform of lists as FHIR R4: a Claim for a list, a ClaimResponse for what the
 * insurance platform answered. Safe for use by several threads.
 */
public class FhirConnector implements PlatformConnector {
  @Override
  public final String name() {
    return "fhir";
  }

  @Override
  public final Line open(Map<String, String> settings, Path home) {
    FhirSettings wanted = FhirSettings.of(settings, home);
    return new FhirLine(wanted, new Interactions(new ClaimWriter(wanted.places())));
  }
}
