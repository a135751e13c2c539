package org.duima.catalogue.internal;

import java.util.regex.Pattern;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Text;

/**
 * How a code is built. The published tables have codes that break their own rule; those are told
 * and kept, because hospitals send them as they are published.
 */
enum Shape {
  USUAL(null),
  MORPHOLOGY(
      new Text("编码后面带有肿瘤形态学编码，保留", "a tumour morphology code is attached to the code; kept")),
  WITHOUT_DAGGER(
      new Text("剑号编码与星号编码之间缺少 +，保留", "the + between dagger and asterisk code is missing; kept")),
  WITHOUT_ASTERISK(new Text("星号编码缺少 *，保留", "the * of the asterisk code is missing; kept")),
  LONG_ASTERISK(new Text("星号编码比通常的细，保留", "the asterisk code is finer than such codes are; kept")),
  MISSING_DIGIT(new Text("扩展码 x 之前少一位数字，保留", "a digit is missing before the extension x; kept")),
  UNUSUAL(new Text("编码的写法少见，保留", "the code is built in an unusual way; kept")),
  /** No code of the system can look like this. */
  IMPOSSIBLE(new Text("不可能是该类编码", "no code of this kind looks like that"));

  private final Text remark;

  Shape(Text remark) {
    this.remark = remark;
  }

  Text remark() {
    return remark;
  }

  // The patterns take codes in capitals, as Spelling gives them: X is the filler.
  private static final String ICD10 = "[A-Z]\\d{2}(?:\\.(?:X\\d{2}|\\d{3})(?:X\\d{3})?)?";
  private static final String ASTERISK = "[A-Z]\\d{2}(?:\\.\\d)?";
  private static final Pattern DIAGNOSIS = Pattern.compile(ICD10 + "(?:\\+" + ASTERISK + "\\*)?");
  private static final Pattern WITH_MORPHOLOGY = Pattern.compile(ICD10 + "M\\d{4,5}/\\d");
  private static final Pattern NO_DAGGER = Pattern.compile(ICD10 + ASTERISK + "\\*?");
  private static final Pattern NO_ASTERISK = Pattern.compile(ICD10 + "\\+" + ASTERISK);
  private static final Pattern FINE_ASTERISK =
      Pattern.compile(ICD10 + "\\+[A-Z]\\d{2}\\.\\d{2,3}(?:X\\d{3})?\\*");
  private static final Pattern ICD10_OF_OTHERS =
      Pattern.compile("[A-Z]\\d{2}(?:\\.\\d{1,2})?[+*]?");
  private static final Pattern LIKE_DIAGNOSIS = Pattern.compile("[A-Z]\\d{2}[0-9A-Z.+*/]{0,25}");

  private static final Pattern PROCEDURE =
      Pattern.compile(
          "\\d{2}\\.(?:\\d{4}|\\dX\\d{2})(?:X\\d{3,4})?|\\d{2}\\.\\d{5}|\\d{2}\\.\\d{3}[A-Z]\\d");
  private static final Pattern SHORT_PROCEDURE = Pattern.compile("\\d{2}\\.\\d{2,3}X\\d{3,4}");
  private static final Pattern ICD9_OF_OTHERS = Pattern.compile("\\d{2}\\.\\d{1,2}");
  private static final Pattern LIKE_PROCEDURE = Pattern.compile("\\d{2}\\.\\d[0-9A-Z]{2,14}");

  private static final Pattern TCM = Pattern.compile("[A-Z]{1,3}\\d{2}(?:\\.\\d{1,3}){0,5}\\.?");
  private static final Pattern LIKE_TCM = Pattern.compile("[A-Z][0-9A-Z.]{1,24}");
  private static final Pattern ITEM = Pattern.compile("[0-9A-Z][0-9A-Z._-]{0,49}");
  private static final Pattern PLAIN = Pattern.compile("[^\\p{Cntrl}#][^\\p{Cntrl}]{0,49}");

  /**
   * The shape of a code.
   *
   * @param key the code as {@link Spelling#key} gives it
   */
  static Shape of(Subject subject, String edition, String key) {
    if (edition.equals(Editions.LOCAL) || !subject.isOfCodes()) {
      return PLAIN.matcher(key).matches() ? USUAL : IMPOSSIBLE;
    }
    return switch (CodeSystem.ofId(subject.system())) {
      case DIAGNOSIS -> ofDiagnosis(edition, key);
      case PROCEDURE -> ofProcedure(edition, key);
      case TCM_DISEASE, TCM_SYNDROME -> first(key, TCM, LIKE_TCM);
      case DRUG, SERVICE_ITEM, CONSUMABLE -> ITEM.matcher(key).matches() ? USUAL : IMPOSSIBLE;
    };
  }

  private static Shape first(String key, Pattern usual, Pattern unusual) {
    if (usual.matcher(key).matches()) {
      return USUAL;
    }
    return unusual.matcher(key).matches() ? UNUSUAL : IMPOSSIBLE;
  }

  private static Shape ofDiagnosis(String edition, String key) {
    if (DIAGNOSIS.matcher(key).matches()) {
      return USUAL;
    }
    if (!hasSixDigits(edition) && ICD10_OF_OTHERS.matcher(key).matches()) {
      return USUAL;
    }
    if (WITH_MORPHOLOGY.matcher(key).matches()) {
      return MORPHOLOGY;
    }
    if (NO_DAGGER.matcher(key).matches()) {
      return WITHOUT_DAGGER;
    }
    if (NO_ASTERISK.matcher(key).matches()) {
      return WITHOUT_ASTERISK;
    }
    if (FINE_ASTERISK.matcher(key).matches()) {
      return LONG_ASTERISK;
    }
    return LIKE_DIAGNOSIS.matcher(key).matches() ? UNUSUAL : IMPOSSIBLE;
  }

  /** A spreadsheet turns 74.1000 into 74.1, which the editions with six digits do not have. */
  private static Shape ofProcedure(String edition, String key) {
    if (PROCEDURE.matcher(key).matches()) {
      return USUAL;
    }
    if (!hasSixDigits(edition) && ICD9_OF_OTHERS.matcher(key).matches()) {
      return USUAL;
    }
    if (SHORT_PROCEDURE.matcher(key).matches()) {
      return MISSING_DIGIT;
    }
    return LIKE_PROCEDURE.matcher(key).matches() ? UNUSUAL : IMPOSSIBLE;
  }

  private static boolean hasSixDigits(String edition) {
    return edition.startsWith("clinical-") || edition.startsWith("insurance-");
  }
}
