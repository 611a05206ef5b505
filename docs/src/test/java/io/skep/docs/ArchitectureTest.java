package io.skep.docs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.skep.store.tls.FullHandshakes;

/** The shape that ARCHITECTURE.md describes. */
@AnalyzeClasses(
    packages = "io.skep",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule noPackageDependsOnItselfInACircle =
      slices().matching("io.skep.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheVertxLoopReadsTheSystemsClockOrStartsTime =
      noClasses()
          .that()
          .resideInAPackage("io.skep..")
          .and()
          .resideOutsideOfPackages("io.skep.store.loop", "io.skep.examples.scheduler")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callConstructor(java.util.Random.class);

  @ArchTest
  static final ArchRule theStoreNeedsNothingButMessagesVertxCoreLogsAndMetrics =
      noClasses()
          .that()
          .resideInAPackage("io.skep.store..")
          .and()
          .resideOutsideOfPackage("io.skep.store.raft..")
          .and()
          .doNotBelongToAnyOf(
              FullHandshakes.class) // It changes how Vert.x, which has Netty, does TLS.
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "io.skep.store..",
              "io.skep.api..",
              "com.google.protobuf..",
              "io.vertx.core..",
              "io.micrometer.core..",
              "org.slf4j..",
              "java..",
              "javax.net.ssl..");

  @ArchTest
  static final ArchRule onlyTheDurableLogKnowsTheEngine =
      noClasses()
          .that()
          .resideInAPackage("io.skep..")
          .and()
          .resideOutsideOfPackage("io.skep.store.raft..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ratis..");
}
