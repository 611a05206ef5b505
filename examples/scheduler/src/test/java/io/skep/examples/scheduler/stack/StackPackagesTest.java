package io.skep.examples.scheduler.stack;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.skep.examples.scheduler.stack",
    importOptions = DoNotIncludeTests.class)
class StackPackagesTest {
  private static final String ROOT = "io.skep.examples.scheduler.stack";

  @ArchTest
  static final ArchRule EACH_PACKAGE_USES_ONLY_THOSE_BEFORE_IT =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("stack")
          .definedBy(ROOT)
          .layer("yaml")
          .definedBy(ROOT + ".yaml")
          .layer("interpolation")
          .definedBy(ROOT + ".interpolation")
          .layer("schema")
          .definedBy(ROOT + ".schema")
          .layer("spec")
          .definedBy(ROOT + ".spec")
          .layer("loader")
          .definedBy(ROOT + ".loader")
          .whereLayer("stack")
          .mayNotAccessAnyLayer()
          .whereLayer("yaml")
          .mayOnlyAccessLayers("stack")
          .whereLayer("interpolation")
          .mayOnlyAccessLayers("stack", "yaml")
          .whereLayer("schema")
          .mayOnlyAccessLayers("stack", "yaml")
          .whereLayer("spec")
          .mayOnlyAccessLayers("stack", "yaml", "schema")
          .whereLayer("loader")
          .mayNotBeAccessedByAnyLayer();
}
