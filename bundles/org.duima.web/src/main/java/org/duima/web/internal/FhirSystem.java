package org.duima.web.internal;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;

/**
 * A code system with its edition as a URL. The editions' own URLs end with the number; without it,
 * the coding's version says it, else the edition is not known.
 *
 * @param edition empty if not known
 */
record FhirSystem(CodeSystem system, String edition) {
  private static final Pattern ICD = Pattern.compile("urn:(nhsa|nhc):(icd10|icd9cm3)(?::(.+))?");
  private static final Pattern ITEM =
      Pattern.compile("urn:nhsa:(drug|service-item|consumable)(?::(.+))?");
  private static final Pattern OWN = Pattern.compile("urn:duima:([a-z-]+)(?::(.+))?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+([.][0-9]+)*");
  private static final Map<String, String> PUBLISHERS =
      Map.of("nhsa", "insurance-", "nhc", "clinical-");

  /**
   * The system of a coding; a diagnosis of unknown edition where it names none.
   *
   * @throws ProblemException if it is not known, or the version contradicts it
   */
  static FhirSystem of(String url, String version) throws ProblemException {
    if (url.isEmpty()) {
      return new FhirSystem(CodeSystem.DIAGNOSIS, version);
    }
    Matcher icd = ICD.matcher(url);
    if (icd.matches()) {
      CodeSystem system =
          icd.group(2).equals("icd10") ? CodeSystem.DIAGNOSIS : CodeSystem.PROCEDURE;
      return new FhirSystem(
          system, edition(PUBLISHERS.get(icd.group(1)), number(icd.group(3), version)));
    }
    Matcher item = ITEM.matcher(url);
    if (item.matches()) {
      return new FhirSystem(
          CodeSystem.ofId(item.group(1)), edition("insurance-", number(item.group(2), version)));
    }
    Matcher own = OWN.matcher(url);
    if (own.matches()) {
      return new FhirSystem(own(own.group(1)), number(own.group(2), version));
    }
    throw unknown();
  }

  private static CodeSystem own(String id) throws ProblemException {
    try {
      return CodeSystem.ofId(id);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static ProblemException unknown() {
    return ProblemException.bad("不认识的编码体系 system", "the system is not known");
  }

  private static String number(String inUrl, String version) throws ProblemException {
    if (inUrl == null) {
      return version;
    }
    if (!version.isEmpty() && !version.equals(inUrl)) {
      throw ProblemException.bad(
          "version 与 system 所指版本不符", "version contradicts the edition that system names");
    }
    return inUrl;
  }

  /** A version may be a number, or the name of an edition. */
  private static String edition(String publisher, String version) {
    return NUMBER.matcher(version).matches() ? publisher + version : version;
  }

  /** What a code of a system is translated to when the caller does not say. */
  static FhirSystem insuranceOf(CodeSystem system) {
    return new FhirSystem(system, Editions.INSURANCE_2_0);
  }

  String url() {
    Optional<String> publisher =
        PUBLISHERS.entrySet().stream()
            .filter(entry -> edition.startsWith(entry.getValue()))
            .map(entry -> "urn:" + entry.getKey() + ":")
            .findFirst();
    String number = edition.substring(edition.indexOf('-') + 1);
    return switch (system) {
      case DIAGNOSIS, PROCEDURE ->
          publisher
              .map(p -> p + (system == CodeSystem.DIAGNOSIS ? "icd10:" : "icd9cm3:") + number)
              .orElseGet(this::ownUrl);
      case DRUG, SERVICE_ITEM, CONSUMABLE ->
          edition.isEmpty() || edition.startsWith("insurance-")
              ? "urn:nhsa:" + system.id()
              : ownUrl();
      default -> ownUrl();
    };
  }

  private String ownUrl() {
    return "urn:duima:" + system.id() + (edition.isEmpty() ? "" : ":" + edition);
  }

  /** Name of the code system for people. */
  String title() {
    String what =
        switch (system) {
          case DIAGNOSIS -> "疾病诊断编码";
          case PROCEDURE -> "手术操作编码";
          case TCM_DISEASE -> "中医病名";
          case TCM_SYNDROME -> "中医证候";
          case DRUG -> "药品编码";
          case SERVICE_ITEM -> "医疗服务项目编码";
          case CONSUMABLE -> "医用耗材编码";
        };
    return edition.isEmpty() ? what : what + " " + edition;
  }
}
