package io.skep.examples.scheduler;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void noPackageDependsOnItselfThroughAnother() {
    var example =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.skep.examples.scheduler");

    slices().matching("io.skep.examples.(**)").should().beFreeOfCycles().check(example);
  }
}
