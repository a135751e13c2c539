package org.duima.karaf.smoke;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the walls of docs/architecture.md. */
class ArchitectureTest {
  private static final Path BUNDLES = Path.of("../../bundles");
  private static JavaClasses product;

  @BeforeAll
  static void readAllBundles() throws IOException {
    try (Stream<Path> bundles = Files.list(BUNDLES)) {
      product =
          new ClassFileImporter()
              .importPaths(
                  bundles
                      .map(bundle -> bundle.resolve("target/classes"))
                      .filter(Files::isDirectory)
                      .toList());
    }
    assertThat(product.size()).isGreaterThan(100);
  }

  static Stream<String> rooms() throws IOException {
    List<String> names;
    try (Stream<Path> bundles = Files.list(BUNDLES)) {
      names = bundles.map(bundle -> bundle.getFileName().toString()).toList();
    }
    return names.stream().filter(name -> !name.equals("org.duima.api"));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomsOpenOnlyIntoTheHall(String room) {
    classes()
        .that()
        .resideInAPackage(room + "..")
        // the one place where the offline commands wire the rooms by hand
        .and()
        .doNotHaveFullyQualifiedName("org.duima.cli.Composition")
        .should()
        .onlyDependOnClassesThat(
            not(
                resideInAPackage("org.duima..")
                    .and(not(resideInAnyPackage(room + "..", "org.duima.api..")))))
        .allowEmptyShould(true)
        .check(product);
  }

  @Test
  void theHallKnowsNothingButJava() {
    classes()
        .that()
        .resideInAPackage("org.duima.api..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.duima.api..", "org.osgi.annotation.versioning")
        .check(product);
  }

  @Test
  void pureRoomsKnowNoTechnology() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.duima.encounter..",
            "org.duima.mapping..",
            "org.duima.catalogue..",
            "org.duima.settlement..",
            "org.duima.alert..",
            "org.duima.platform..",
            "org.duima.signature..",
            "org.duima.report..",
            "org.duima.form..",
            "org.duima.finance..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.camel..", "ca.uhn..", "java.sql..", "javax.sql..")
        .check(product);
  }

  @Test
  void onlyOsgiPackagesKnowOsgi() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.duima.*.osgi..", "org.duima.*.*.osgi..", "org.duima.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.osgi..")
        .check(product);
  }

  @Test
  void nothingDependsOnAnOsgiPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.duima.*.osgi..", "org.duima.*.*.osgi..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.duima.*.osgi..", "org.duima.*.*.osgi..")
        .check(product);
  }

  @Test
  void onlyTheLedgerKnowsSql() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.duima.ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(product);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.duima.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(product);
  }
}
