package org.duima.demo.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers of the interface: JSON numbers and numeric strings are both in use. */
final class WireNumber {
  private static final Pattern PLAIN = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");

  private WireNumber() {}

  /** The number, or null where the value is none. */
  static BigDecimal read(JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      // an exponent can blow a few characters up to gigabytes
      return number.precision() > 40 || Math.abs(number.scale()) > 40 ? null : number;
    }
    return value.isTextual() ? read(value.asText()) : null;
  }

  /** The number, or null where the text is none. */
  static BigDecimal read(String text) {
    return PLAIN.matcher(text).matches() ? new BigDecimal(text) : null;
  }
}
