package org.duima.source.fhir4.osgi;

import java.util.Map;
import org.duima.api.receive.MessageReader;
import org.duima.api.receive.RestReader;
import org.duima.source.fhir4.internal.intake.FhirReader;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers the reader of FHIR R4; {@code maxFrameBytes} of org.duima.receive limits it. */
@Component(
    service = {MessageReader.class, RestReader.class},
    configurationPid = "org.duima.receive",
    property = "format=fhir-r4")
public final class FhirReaderComponent extends FhirReader {
  private static final int DEFAULT_MAX_FRAME_BYTES = 16 * 1024 * 1024;

  @Activate
  public FhirReaderComponent(BundleContext bundle, Map<String, Object> settings) {
    super(maxFrameBytes(settings.get("maxFrameBytes")), bundle.getBundle().getVersion().toString());
  }

  private static int maxFrameBytes(Object value) {
    if (value == null) {
      return DEFAULT_MAX_FRAME_BYTES;
    }
    try {
      int bytes = Integer.parseInt(value.toString().trim());
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      throw badLimit(e);
    }
    throw badLimit(null);
  }

  private static IllegalArgumentException badLimit(Throwable cause) {
    return new IllegalArgumentException(
        "org.duima.receive maxFrameBytes: 应为正整数 / expected a positive whole number", cause);
  }
}
