package org.duima.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.duima", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ROOM_OPENS_ONLY_INTO_THE_HALL =
      noClasses()
          .that()
          .resideInAPackage("org.duima.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.duima.source..",
              "org.duima.encounter..",
              "org.duima.mapping..",
              "org.duima.settlement..",
              "org.duima.broker..",
              "org.duima.platform..",
              "org.duima.engine..",
              "org.duima.web..",
              "org.duima.cli..");

  @ArchTest
  static final ArchRule OSGI_STAYS_IN_ITS_PACKAGE =
      noClasses()
          .that()
          .resideInAPackage("org.duima.ledger.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.osgi..", "org.apache.camel..");
}
