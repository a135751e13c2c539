package org.duima.api;

/** Names of code editions, as on the command line and in mapping files. */
public final class Editions {
  public static final String CLINICAL_1_1 = "clinical-1.1";
  public static final String CLINICAL_2_0 = "clinical-2.0";

  /** Procedures only. */
  public static final String CLINICAL_3_0 = "clinical-3.0";

  public static final String INSURANCE_1_0 = "insurance-1.0";
  public static final String INSURANCE_2_0 = "insurance-2.0";
  public static final String NATIONAL_2016 = "national-2016";
  public static final String LOCAL = "local";

  private Editions() {}
}
