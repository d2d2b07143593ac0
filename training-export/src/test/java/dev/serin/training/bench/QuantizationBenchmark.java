package dev.serin.training.bench;

import dev.serin.training.data.Preparation;
import dev.serin.training.quantize.QuantizationTrial;
import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.training.quantize.QuantizeSettings.Activations;
import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import dev.serin.training.quantize.QuantizeSettings.Weights;
import dev.serin.training.quantize.Quantized;
import dev.serin.training.quantize.Quantizer;
import dev.serin.training.report.Quantization;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.SharedData;
import dev.serin.worker.testing.SharedModels;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images a second and accuracy of real networks in 8 bits beside themselves in float32, one image a
 * run, in turns. A sixth of the photos calibrates, the others are held out. Run it by {@code mvn
 * -Pbench verify -pl training-export -am -Dit.test=QuantizationBenchmark}; what the CPU has for
 * integers (avx512_vnni, avx_vnni) decides what comes out.
 */
final class QuantizationBenchmark {
  private static final int CALIBRATION = 6;
  private static final int CLASSES = 1000;

  static List<SharedModels.Network> networks() {
    return SharedModels.NETWORKS;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void compareWithFloat32(SharedModels.Network network) throws Exception {
    OpenCv.load();
    byte[] model =
        Files.readAllBytes(SharedData.require("data/models/" + network.name() + ".onnx"));
    InputSpec input = SharedModels.input(network, Filter.LINEAR);
    long[] batch = input.shape(1);
    long[] shape = Arrays.copyOfRange(batch, 1, batch.length);
    try (Preparation preparation = new Preparation(input)) {
      SharedPhotos photos = SharedPhotos.read(preparation, network.classes() - CLASSES);
      SharedPhotos calibration = photos.part(CALIBRATION, false);
      for (Weights weights : Weights.values()) {
        QuantizeSettings settings =
            new QuantizeSettings(
                QuantizeSettings.Type.INT8,
                calibration.size(),
                1,
                weights,
                Activations.UINT8,
                RangeRule.MIN_MAX);
        Quantized quantized =
            new Quantizer().quantize(model, calibration.values(), shape, settings);
        tell(
            network.name() + ", " + weights,
            new QuantizationTrial(shape, settings)
                .measure(model, quantized, photos.part(CALIBRATION, true)));
      }
    }
  }

  private static void tell(String name, Quantization measured) {
    System.out.printf(
        Locale.ROOT,
        "%s: right %d float32, %d int8 of %d, %d differ; bytes %.2f of float32;%s%s%n",
        name,
        measured.float32().correct(),
        measured.int8().correct(),
        measured.int8().images(),
        measured.flips(),
        (double) measured.int8Bytes() / measured.float32Bytes(),
        text(measured.oneThread()),
        text(measured.allThreads()));
  }

  private static String text(Quantization.Speed speed) {
    return String.format(
        Locale.ROOT,
        " %d thread(s) %.1f to %.1f images/s, %.2f times;",
        speed.threads(),
        speed.float32(),
        speed.int8(),
        speed.speedUp());
  }
}
