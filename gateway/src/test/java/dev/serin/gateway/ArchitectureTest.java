package dev.serin.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The allowed arrows, kept by the build. */
@AnalyzeClasses(
    packages = "dev.serin.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  /** What runs the worker in the gateway's process, or prepares that. */
  private static final String WIRING =
      "dev\\.serin\\.gateway\\.(LocalBackend|RemoteBackend|WorkerNode|HeadStart|TuneServingCommand)";

  @ArchTest
  static final ArchRule worker_fromGateway_onlyThroughItsApi =
      noClasses()
          .that()
          .haveNameNotMatching(WIRING)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are the worker's, and not its API",
                  type ->
                      type.getPackageName().startsWith("dev.serin.worker")
                          && !type.getPackageName().equals("dev.serin.worker.api")));

  @ArchTest
  static final ArchRule wiring_ofTheWorker_itsFactoryAndOptionsOnly =
      noClasses()
          .that()
          .haveNameMatching(WIRING)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe("are the worker's inside", ArchitectureTest::isInside));

  @ArchTest
  static final ArchRule decisions_haveNoVertx =
      noClasses()
          .that()
          .resideInAnyPackage("..gateway.admission..", "..gateway.routing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule openTelemetry_isKnownToTracingOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("..gateway.tracing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("dev.serin.gateway.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule parts_doNotKnowTheWiring =
      noClasses()
          .that()
          .resideInAPackage("dev.serin.gateway.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.serin.gateway");

  private static boolean isInside(JavaClass type) {
    return type.getPackageName().startsWith("dev.serin.worker.")
        && !List.of("dev.serin.worker.api", "dev.serin.worker.remote")
            .contains(type.getPackageName());
  }
}
