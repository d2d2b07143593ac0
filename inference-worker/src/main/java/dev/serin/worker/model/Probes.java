package dev.serin.worker.model;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.ProbePicture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs the probe pictures through a version. These runs are its warm-up as well. */
final class Probes {
  /** What the inputs of one batch may take: pictures of more pixels go in smaller batches. */
  private static final int BATCH_BYTES = 64 << 20;

  private final LoadedVersion version;
  private final int imageBytes;
  private final int labels;

  Probes(LoadedVersion version) {
    this.version = version;
    this.imageBytes = version.manifest().input().imageBytes();
    this.labels = version.labels().size();
  }

  /**
   * What was found of pictures that were run alone.
   *
   * @param outputs of each picture that the graph can run
   * @param failures why it cannot run the others
   */
  record Alone(Map<ProbePicture, float[]> outputs, Map<ProbePicture, String> failures) {}

  /**
   * Runs each picture by itself; a graph of a fixed batch gets it in every place. The buffers are
   * bound as for requests: what cannot be bound fails here, not at a request.
   *
   * @throws InvalidFileException if the graph has not a value for each label
   */
  Alone alone() throws InvalidFileException {
    Alone alone = new Alone(new EnumMap<>(ProbePicture.class), new EnumMap<>(ProbePicture.class));
    int places = places(version);
    try (BoundRun bound = version.graph().bind(places)) {
      for (ProbePicture picture : ProbePicture.values()) {
        write(picture, bound.input(), 0);
        repeatFirst(bound.input(), imageBytes);
        try {
          FloatBuffer values = bound.run(places);
          requireLabels(values.remaining() / places);
          float[] output = new float[labels];
          values.get(0, output);
          alone.outputs().put(picture, output);
        } catch (IllegalStateException e) {
          alone.failures().put(picture, String.valueOf(e.getMessage()));
        }
      }
    } catch (IllegalStateException e) {
      throw new InvalidFileException("the graph cannot be run: " + e.getMessage());
    }
    return alone;
  }

  /**
   * Runs different pictures in one batch.
   *
   * @param pictures at least two
   * @return outputs of each of them
   * @throws InvalidFileException if the graph cannot run batches
   */
  Map<ProbePicture, float[]> together(List<ProbePicture> pictures) throws InvalidFileException {
    Map<ProbePicture, float[]> outputs = new EnumMap<>(ProbePicture.class);
    int fixed = version.graph().fixedBatch();
    int fitting = Math.max(2, Math.min(pictures.size(), BATCH_BYTES / imageBytes));
    int batch = fixed > 0 ? fixed : fitting;
    for (int from = 0; from < pictures.size(); from += batch) {
      List<ProbePicture> some = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        some.add(pictures.get((from + i) % pictures.size()));
      }
      List<float[]> found = batch(some);
      for (int i = 0; i < batch; i++) {
        outputs.put(some.get(i), found.get(i));
      }
    }
    return outputs;
  }

  /** Runs one batch of {@code pictures}, in that order. */
  List<float[]> batch(List<ProbePicture> pictures) throws InvalidFileException {
    int batch = pictures.size();
    ByteBuffer input = input(version, batch);
    for (int i = 0; i < batch; i++) {
      write(pictures.get(i), input, i);
    }
    float[] values;
    try {
      values = version.graph().run(input, batch);
    } catch (IllegalStateException e) {
      throw new InvalidFileException(
          "the graph cannot run a batch of %d images: %s".formatted(batch, e.getMessage()));
    }
    if (values.length != batch * labels) {
      throw new InvalidFileException(
          ("the graph declares any batch, but gives %d values for a batch of %d images, not %d:"
                  + " export it for 1 image")
              .formatted(values.length, batch, batch * labels));
    }
    List<float[]> outputs = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      float[] output = new float[labels];
      System.arraycopy(values, i * labels, output, 0, labels);
      outputs.add(output);
    }
    return outputs;
  }

  /** Images of the smallest run of {@code version}. */
  static int places(LoadedVersion version) {
    return Math.max(1, version.graph().fixedBatch());
  }

  static ByteBuffer input(LoadedVersion version, int images) {
    return ByteBuffer.allocateDirect(version.manifest().input().imageBytes() * images)
        .order(ByteOrder.nativeOrder());
  }

  /** Copies the first image of {@code input} into all other places. */
  static void repeatFirst(ByteBuffer input, int imageBytes) {
    for (int at = imageBytes; at < input.limit(); at += imageBytes) {
      input.put(at, input, 0, imageBytes);
    }
  }

  private void write(ProbePicture picture, ByteBuffer input, int place) {
    InputSpec spec = version.manifest().input();
    ByteBuffer target = input.slice(place * imageBytes, imageBytes).order(ByteOrder.nativeOrder());
    picture.write(spec, version.preprocessor(), target);
  }

  private void requireLabels(int values) throws InvalidFileException {
    if (values == labels) {
      return;
    }
    String file = version.manifest().output().labels();
    String found =
        "%s has %d labels, but the graph's output has %d classes".formatted(file, labels, values);
    throw new InvalidFileException(
        values == 1
            ? found
                + ": one value is the probability of one label, so leave only that label in "
                + file
                + ", or export an output of two classes"
            : found);
  }
}
