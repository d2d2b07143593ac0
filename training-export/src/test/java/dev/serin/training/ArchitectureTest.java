package dev.serin.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows that DESIGN allows, as far as they start here. */
@AnalyzeClasses(
    packages = "dev.serin.training",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule workerOnlyImageAndModel =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.serin.gateway..",
              "dev.serin.worker",
              "dev.serin.worker.api..",
              "dev.serin.worker.batch..",
              "dev.serin.worker.onnx..")
          .because("training shares the preprocessing and the manifest with serving, nothing else");

  @ArchTest
  static final ArchRule onnxRuntimeOnlyInOnnxAndQuantize =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.serin.training.onnx..", "dev.serin.training.quantize..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule onnxFilesOnlyInOnnxQuantizeAndTransfer =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.serin.training.onnx..",
              "dev.serin.training.quantize..",
              "dev.serin.training.transfer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("onnx..", "org.nd4j.shade.protobuf..");

  @ArchTest
  static final ArchRule dl4jOnlyInNetOnnxAndParallel =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.serin.training.net..",
              "dev.serin.training.onnx..",
              "dev.serin.training.parallel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.deeplearning4j..",
              "org.nd4j.linalg..",
              "org.nd4j.autodiff..",
              "org.nd4j.nativeblas..")
          .because("data, report and the command line work on plain arrays");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.serin.(training.*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule systemOutOnlyInMain =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
