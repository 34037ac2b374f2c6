package io.memsim;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The floor plan: packages in one order, each using only what stands left of it. */
@AnalyzeClasses(packages = "io.memsim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.memsim";

  /** The one order. Packages of one floor don't know each other. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("internal.text"),
          List.of("config"),
          List.of("block"),
          List.of("layout"),
          List.of("event", "policy"),
          List.of("internal.pools"),
          List.of("internal.stores"),
          List.of("executor"),
          List.of("trace"),
          List.of("workload"),
          List.of("simulate"),
          List.of("whatif"),
          List.of("report"),
          List.of("cli"));

  @ArchTest
  static void everyPackageStandsOnAFloor(JavaClasses ours) {
    TreeSet<String> floors = new TreeSet<>();
    FLOORS.stream().flatMap(List::stream).map(name -> ROOT + "." + name).forEach(floors::add);
    assertThat(ours.stream().map(JavaClass::getPackageName).distinct())
        .isNotEmpty()
        .isSubsetOf(floors);
  }

  @ArchTest
  static void everyPackageUsesOnlyWhatStandsLeftOfIt(JavaClasses ours) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) {
        String self = ROOT + "." + name;
        String[] allowed =
            Stream.concat(
                    Stream.of(self),
                    FLOORS.subList(0, floor).stream()
                        .flatMap(List::stream)
                        .map(left -> ROOT + "." + left))
                .toArray(String[]::new);
        noClasses()
            .that()
            .resideInAPackage(self)
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
            .as(self + " uses only what stands left of it")
            // Floors that nobody lives on yet.
            .allowEmptyShould(true)
            .check(ours);
      }
    }
  }

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("io.memsim.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_EXITS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.memsim.cli")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.memsim.cli")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule NOTHING_LOOKS_AT_A_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule NOTHING_IS_LEFT_TO_CHANCE =
      noClasses()
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(System.class, "identityHashCode", Object.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom");

  @ArchTest
  static final ArchRule JACKSON_STAYS_WITH_THE_TRACES_AND_ABOVE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.memsim.config",
              "io.memsim.block",
              "io.memsim.layout",
              "io.memsim.event",
              "io.memsim.policy",
              "io.memsim.internal..",
              "io.memsim.executor")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule PICOCLI_STAYS_WITH_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.memsim.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule PUBLIC_CLASSES_ARE_FINAL_OR_SEALED =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .resideOutsideOfPackage("io.memsim.internal..")
          .should()
          .haveModifier(JavaModifier.FINAL)
          .orShould(beSealed())
          .allowEmptyShould(true);

  private static ArchCondition<JavaClass> beSealed() {
    return new ArchCondition<>("be sealed") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean sealed = type.reflect().isSealed();
        events.add(new SimpleConditionEvent(type, sealed, type.getName() + " is not sealed"));
      }
    };
  }
}
