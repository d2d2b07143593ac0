package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.training.onnx.ExportException;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;

/** What is not quantised, and what is said of it. */
class QuantizerRefusalTest {
  private static final long[] SHAPE = {1, 2, 2};

  private final List<float[]> images = Runs.images(3, 4, 1);

  @Test
  void quantize_noOnnxFile_isRefused() {
    refused(new byte[] {1, 2, 3}, images, "this is not an ONNX file");
  }

  @Test
  void quantize_twoInputs_isRefused() {
    refused(convolution().input("z", 1).bytes(), images, "[x, z]", "1 outputs");
  }

  @Test
  void quantize_nothingWithWeights_isRefused() {
    refused(
        Graphs.of(1, 2, 2).node("Relu", List.of("x"), "y").bytes(),
        images,
        "no convolution or dense layer");
  }

  @Test
  void quantize_noImages_isRefused() {
    refused(convolution().bytes(), List.of(), "no images to calibrate");
  }

  @Test
  void quantize_imageOfOtherSize_isRefused() {
    refused(
        convolution().bytes(),
        List.of(images.get(0), new float[5]),
        "calibration image 1 has 5 values, not 4");
  }

  @Test
  void quantize_imageWithInfinity_namesTheTensor() {
    float[] image = images.get(0).clone();
    image[2] = Float.POSITIVE_INFINITY;
    refused(convolution().bytes(), List.of(images.get(1), image), "tensor 'x'", "finite");
  }

  @Test
  void quantize_oldOpset_isRefused() {
    refused(
        new Graphs(6, TensorProto.DataType.FLOAT, 1, 2, 2).node("Relu", List.of("x"), "y").bytes(),
        images,
        "opset 6",
        "opset 13 or newer");
  }

  @Test
  void quantize_unknownOperatorOfOldOpset_isNamed() {
    refused(
        new Graphs(9, TensorProto.DataType.FLOAT, 1, 2, 2).node("Elu", List.of("x"), "y").bytes(),
        images,
        "operator Elu ('y') of opset 9");
  }

  @Test
  void quantize_whatOnnxRuntimeRefuses_isRefused() {
    refused(
        Graphs.of(1, 2, 2)
            .constant("W", new float[] {1}, 1, 1, 1, 1)
            .node("Conv", List.of("absent", "W"), "y")
            .bytes(),
        images,
        "ONNX Runtime refuses the graph");
  }

  @Test
  void floats_constantOfOtherType_isNamed() {
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(() -> Tensors.floats(Tensors.ofLongs("axes", new long[] {1})))
        .withMessageContaining("'axes'")
        .withMessageContaining("INT64");
  }

  @Test
  void floats_constantOutsideOfTheFile_isNamed() {
    TensorProto outside =
        TensorProto.newBuilder()
            .setName("W")
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .build();
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(() -> Tensors.floats(outside))
        .withMessageContaining("'W' lies outside of the file");
  }

  private static Graphs convolution() {
    return Graphs.of(1, 2, 2)
        .constant("W", new float[] {1}, 1, 1, 1, 1)
        .node("Conv", List.of("x", "W"), "y");
  }

  private static void refused(byte[] model, List<float[]> images, String... parts) {
    var thrown =
        assertThatExceptionOfType(ExportException.class)
            .isThrownBy(() -> Runs.quantized(model, images, SHAPE));
    Arrays.stream(parts).forEach(thrown::withMessageContaining);
  }
}
