package dev.serin.training;

import dev.serin.training.data.Preparation;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.transfer.Backbone;
import dev.serin.training.validate.PhotoFeatures;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.opencv.core.Mat;

/** Photos are alike by the features of a pretrained network. */
final class BackboneFeatures implements PhotoFeatures, AutoCloseable {
  private final Backbone backbone;
  private final OnnxRunner runner;

  /** One for each thread that was here at one time. */
  private final Queue<Preparation> preparations = new ConcurrentLinkedQueue<>();

  private BackboneFeatures(Backbone backbone) {
    this.backbone = backbone;
    this.runner = backbone.runner(1);
  }

  /**
   * @param config a training configuration: its {@code backbone} and {@code input} count
   */
  static BackboneFeatures open(Path config) throws IOException {
    TrainingConfig settings = new StrictYaml().read(config, TrainingConfig.class);
    if (settings.backbone() == null) {
      throw new TrainingException(config + " has no backbone");
    }
    return new BackboneFeatures(Backbone.open(settings.backbone(), settings.input()));
  }

  @Override
  public float[] of(Mat bgr) {
    Preparation known = preparations.poll();
    Preparation preparation = known == null ? new Preparation(backbone.input()) : known;
    float[] values = new float[preparation.valuesPerImage()];
    preparation.prepare(bgr, values, 0);
    preparations.add(preparation);
    return runner.of(values, 1);
  }

  @Override
  public void close() {
    preparations.forEach(Preparation::close);
    runner.close();
  }
}
