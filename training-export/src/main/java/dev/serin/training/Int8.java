package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.Examples;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.quantize.QuantizationTrial;
import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.training.quantize.Quantized;
import dev.serin.training.quantize.Quantizer;
import dev.serin.training.report.Quantization;
import dev.serin.worker.image.InputSpec;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Makes 8-bit integers of a proven graph, and measures what that costs and brings. */
final class Int8 {
  private final Console console;
  private final Preparation preparation;
  private final long[] shape;
  private final DataSet data;

  /**
   * @param input what the graph reads
   */
  Int8(Console console, InputSpec input, Preparation preparation, DataSet data) {
    this.console = console;
    this.preparation = preparation;
    this.data = data;
    long[] batch = input.shape(1);
    this.shape = Arrays.copyOfRange(batch, 1, batch.length);
  }

  /**
   * @param model the ONNX file in 8 bits
   * @param measured what became of accuracy and speed
   */
  // The array is the file on its way to the disk.
  @SuppressWarnings("ArrayRecordComponent")
  record Result(byte[] model, Quantization measured) {}

  /**
   * Calibrates on training images, measures on test images.
   *
   * @throws dev.serin.training.onnx.ExportException where it cannot be, or loses more accuracy than
   *     the settings allow
   */
  Result of(byte[] model, QuantizeSettings settings) {
    Quantized quantized =
        new Quantizer().quantize(model, calibration(settings.calibration()), shape, settings);
    Quantization measured =
        new QuantizationTrial(shape, settings)
            .run(model, quantized, new PreparedImages(data.test(), preparation));
    tell(measured);
    return new Result(quantized.model(), measured);
  }

  /** Spread over the training images: those of a class may stand together. */
  private Iterable<float[]> calibration(int count) {
    Examples training = new PreparedImages(data.train(), preparation);
    int taken = Math.min(count, training.size());
    return () ->
        IntStream.range(0, taken)
            .mapToObj(
                i -> {
                  float[] values = new float[training.valuesPerExample()];
                  training.write((int) ((long) training.size() * i / taken), values, 0);
                  return values;
                })
            .iterator();
  }

  private void tell(Quantization measured) {
    console.line(
        "int8: %.2f %% of the test images right, float32 %.2f %% (%,d answers changed);"
            + " %,d bytes instead of %,d",
        100 * measured.int8().accuracy(),
        100 * measured.float32().accuracy(),
        measured.flips(),
        measured.int8Bytes(),
        measured.float32Bytes());
    tell(measured.oneThread());
    if (measured.allThreads().threads() > 1) {
      tell(measured.allThreads());
    }
  }

  private void tell(Quantization.Speed speed) {
    console.line(
        "int8, %d thread(s): %.1f images/s, float32 %.1f: %.2f times as fast",
        speed.threads(), speed.int8(), speed.float32(), speed.speedUp());
  }
}
