package io.memsim.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The benchmarks measure what a user of the library gets. */
@AnalyzeClasses(packages = "io.memsim.bench")
class BenchArchitectureTest {
  @ArchTest
  static final ArchRule BENCHMARKS_USE_ONLY_WHAT_THE_CORE_EXPORTS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.memsim.internal..", "io.memsim.cli..");
}
