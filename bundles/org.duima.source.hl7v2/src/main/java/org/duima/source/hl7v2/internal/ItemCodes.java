package org.duima.source.hl7v2.internal;

import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.encounter.OrderLine.Kind;

/** What the form of an insurance catalogue code tells. */
final class ItemCodes {
  private static final Pattern DRUG = Pattern.compile("X[A-Z0-9]{22}|Z[A-Z0-9]{19}");
  private static final Pattern SLICE = Pattern.compile("T\\d{9}");
  private static final Pattern SERVICE = Pattern.compile("00\\d{13}");
  private static final Pattern CONSUMABLE = Pattern.compile("C\\d{18,20}");

  private ItemCodes() {}

  /** The kind of a code whose system nobody stated; null if it has not the form of any. */
  static Kind kindOf(String code) {
    if (DRUG.matcher(code).matches()) {
      return Kind.DRUG;
    }
    if (SLICE.matcher(code).matches()) {
      return Kind.SLICE;
    }
    if (SERVICE.matcher(code).matches()) {
      return Kind.SERVICE;
    }
    return CONSUMABLE.matcher(code).matches() ? Kind.CONSUMABLE : null;
  }

  /** The kind of a code of a system; null if the system is none of items. */
  static Kind kindOf(CodeSystem system, String code) {
    return switch (system) {
      case DRUG -> SLICE.matcher(code).matches() ? Kind.SLICE : Kind.DRUG;
      case SERVICE_ITEM -> Kind.SERVICE;
      case CONSUMABLE -> Kind.CONSUMABLE;
      default -> null;
    };
  }
}
