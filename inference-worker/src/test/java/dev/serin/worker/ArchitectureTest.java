package dev.serin.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom. */
@AnalyzeClasses(packages = "dev.serin.worker", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String WORKER = "dev.serin.worker";
  private static final String OURS = "dev.serin..";

  @ArchTest static final ArchRule api_any_importsNothingElseOfOurs = importsOfOursOnly(".api");

  @ArchTest static final ArchRule image_any_importsNothingElseOfOurs = importsOfOursOnly(".image");

  @ArchTest static final ArchRule batch_any_importsNothingElseOfOurs = importsOfOursOnly(".batch");

  @ArchTest
  static final ArchRule model_any_importsImageAndApiOnly =
      importsOfOursOnly(".model", ".image", ".api");

  @ArchTest
  static final ArchRule onnx_any_importsModelAndImageOnly =
      importsOfOursOnly(".onnx", ".model", ".image");

  @ArchTest
  static final ArchRule remote_any_importsApiAndModelOnly =
      importsOfOursOnly(".remote", ".api", ".model");

  @ArchTest static final ArchRule tune_any_importsModelOnly = importsOfOursOnly(".tune", ".model");

  @ArchTest
  static final ArchRule onnxRuntime_any_isImportedByOnnxOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage(WORKER + ".onnx")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule vertx_any_isImportedByWorkerApiAndRemoteOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages(WORKER, WORKER + ".api", WORKER + ".remote")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule packages_any_haveNoCycles =
      slices().matching("dev.serin.(**)").should().beFreeOfCycles();

  /**
   * @param importer the package
   * @param others what it may import of ours beside itself
   */
  private static ArchRule importsOfOursOnly(String importer, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = WORKER + importer;
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = WORKER + others[i];
    }
    return classes()
        .that()
        .resideInAPackage(WORKER + importer)
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.or(
                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(OURS),
                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(allowed)));
  }
}
