package org.example.duima.delimited;

/** Files of the export, as the HIS writes them. */
final class Samples {
  static final String TWO_VISITS =
      """
      H|H50010300001|HIS|B0001|20260310120000
      A|ZY900417|BA900417|王某某|1|20260301083000|0301|心血管内科
      Z|ZY900417|BA900417|I10.x00|高血压|1
      Z|ZY900417|BA900417|E11.900|2型糖尿病|1
      F|ZY900417|BA900417|F1|20260302090000|250102035|血常规|1|20.00|20.00
      F|ZY900417|BA900417|F2|20260302090000|310701001|心电图|2|15.50|31.00
      D|ZY900417|BA900417|20260306100000|1|0301|心血管内科
      A|ZY900418|BA900418|李某某|2|20260305090000|0401|普外科
      """;

  private Samples() {}

  static byte[] bytes(String text) {
    return text.getBytes(Line.CHARSET);
  }
}
