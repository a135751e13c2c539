package org.duima.source.hl7v2.internal;

/** Names, addresses and telephone numbers out of the parts of XPN, XCN, XAD and XTN. */
final class Structured {
  private Structured() {}

  /**
   * Family and given name; without a blank where either is written in Chinese characters.
   *
   * @param family component of the family name: 1 in XPN, 2 in XCN
   */
  static String personName(Er7Path.Found found, int family) {
    String first = part(found, family);
    String second = part(found, family + 1);
    if (first.isEmpty() || second.isEmpty() || first.equals(second)) {
      return first.isEmpty() ? second : first;
    }
    return first + (isChinese(first) || isChinese(second) ? "" : " ") + second;
  }

  /**
   * An address in Chinese order: province, city, county, street, further designation. A part that
   * the street repeats is left out.
   */
  static String address(Er7Path.Found found) {
    String street = part(found, 1);
    String other = part(found, 2);
    String city = part(found, 3);
    String province = part(found, 4);
    String county = part(found, 9);
    if (!isChinese(street + city + province)) {
      return join(", ", street, other, city, province);
    }
    StringBuilder address = new StringBuilder();
    for (String part : new String[] {province, city, county}) {
      if (!street.contains(part) && address.indexOf(part) < 0) {
        address.append(part);
      }
    }
    return address.append(street).append(other).toString();
  }

  /** The whole number (XTN.1, XTN.12), else area code and number (XTN.6, XTN.7). */
  static String phone(Er7Path.Found found) {
    for (int component : new int[] {1, 12}) {
      String number = part(found, component);
      if (!number.isEmpty()) {
        return number;
      }
    }
    return join("-", part(found, 6), part(found, 7));
  }

  private static String part(Er7Path.Found found, int component) {
    String value = found.component(component);
    return value.equals(Er7Message.NULL) ? "" : value;
  }

  private static String join(String joint, String... parts) {
    StringBuilder joined = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        joined.append(joined.isEmpty() ? "" : joint).append(part);
      }
    }
    return joined.toString();
  }

  private static boolean isChinese(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }
}
