package org.duima.alert.internal.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.duima.api.alert.Constraint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sex | sex=male",
        "age | ageFrom=12y; ageTo=18y",
        "age | ageTo=29d",
        "insurance | insurance=maternity",
        "level | level=2",
        "visit-kind | visit=inpatient, emergency",
        "visit-kind | visitNot=internet",
        "indication | dx=C34*,I63.900,A06.800x003",
        "contraindication | allergy=青霉素,penicillin",
        "course | days=14; per=90d",
        "course | interval=14d",
        "frequency | count=1; per=hour",
        "period | count=1; per=30d",
        "period | count=2; per=year",
        "course | days=14; per=year",
        "repeat | ''",
        "cap | amount=5000.50; per=year",
        "unit-price | price3=85",
        "discount | group=胃肠手术组",
        "department | dept=0301,A02.10",
        "disease-catalogue | disease=M03900",
        "second-line | first=XA02*",
        "dose | dose=10mg; dayDose=40mg",
        "repeat | substance=对乙酰氨基酚",
        "needs-item | need=0012*",
        "quantity | count=3; per=procedure",
        "prescriber | title=231,232,233",
        "contained | per=day",
        "together | ''",
        "pregnancy | ''",
        "not-covered | ''",
        "logic-of-a-plug-in | anything=goes"
      })
  void whatARuleNeedsIsEnough(String logic, String written) {
    assertEquals(List.of(), ConstraintRules.read(logic, written).problems());
    assertTrue(ConstraintRules.isEnough(logic, Constraint.parse(written)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sex | sex=m",
        "sex | gender=male",
        "sex | sex=male; ageTo=3y",
        "age | ageFrom=12",
        "age | ageFrom=-1y",
        "age | ageTo=18years",
        "age | ageFrom=18y; ageTo=18y",
        "age | ageFrom=24m; ageTo=2y",
        "level | level=4",
        "visit-kind | visit=ward",
        "visit-kind | visit=inpatient,,emergency",
        "indication | dx=肺癌",
        "course | days=14d",
        "course | days=0",
        "course | per=month",
        "frequency | count=1.5",
        "cap | amount=5千",
        "dose | dose=10",
        "period | count=1; count=2",
        "sex | sex",
        "sex | sex="
      })
  void whatIsNoValueIsAProblem(String logic, String written) {
    assertFalse(ConstraintRules.read(logic, written).problems().isEmpty());
    assertEquals(Constraint.NONE, ConstraintRules.read(logic, written).constraint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sex | ''",
        "indication | ''",
        "second-line | dx=C34*",
        "contraindication | ''",
        "frequency | count=1",
        "course | per=stay",
        "none | ''"
      })
  void whatLacksAValueIsNotEnough(String logic, String written) {
    assertFalse(ConstraintRules.isEnough(logic, Constraint.parse(written)));
    assertFalse(ConstraintRules.lacking(logic).zh().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sex=male | sex=female | sex",
        "sex=male | sex=male | ''",
        "insurance=maternity | insurance=work-injury | insurance",
        "ageTo=12y | ageFrom=12y | age",
        "ageTo=13y | ageFrom=12y | ''",
        "ageTo=2m | ageFrom=29d | ''",
        "ageTo=29d | ageFrom=2m | age",
        "visit=inpatient | visit=outpatient,emergency | visit",
        "visit=internet | visitNot=internet | visit",
        "level=2 | level=3 | ''",
        "days=14 | days=30 | ''"
      })
  void onlyWhatCannotBothHoldContradicts(String one, String other, String about) {
    assertEquals(
        about, ConstraintRules.contradiction(Constraint.parse(one), Constraint.parse(other)));
    assertEquals(
        about, ConstraintRules.contradiction(Constraint.parse(other), Constraint.parse(one)));
  }
}
