package dev.serin.worker.model;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * What a version must show before it is served: finite outputs, as many as there are labels, on
 * noise; and what {@link GoldenProof} asks of it. The runs are its warm-up as well.
 */
public final class VersionProof {
  private static final int WARM_UP_RUNS = 3;

  /** Sums in another order differ by less; images that run into each other by more. */
  private static final float BATCH_TOLERANCE = 1e-2f;

  private static final long NOISE_SEED = 20_26;

  private final GoldenProof golden;

  public VersionProof(ImageDecoder decoder) {
    golden = new GoldenProof(decoder);
  }

  /**
   * @throws InvalidFileException if {@code version} does not hold what it promises
   */
  void require(VersionFolder folder, LoadedVersion version) throws IOException {
    warmUp(version);
    golden.require(folder, version);
  }

  private static void warmUp(LoadedVersion version) throws InvalidFileException {
    int batch = batch(version);
    ByteBuffer input = input(version, batch);
    fillWithNoise(version.manifest().input(), input);
    float[] output = {};
    for (int run = 0; run < WARM_UP_RUNS; run++) {
      output = asServed(version, input, batch);
      requireClasses(version, output.length, batch);
      for (float value : output) {
        if (!Float.isFinite(value)) {
          throw new InvalidFileException("the graph answers " + value + " to a plain image");
        }
      }
    }
    if (version.graph().fixedBatch() == 0) {
      requireApart(version, input, output);
    }
  }

  /** Bound to buffers, as requests are run: what cannot be bound fails here, not at a request. */
  private static float[] asServed(LoadedVersion version, ByteBuffer input, int batch) {
    try (BoundRun bound = version.graph().bind(batch)) {
      bound.input().put(0, input, 0, input.remaining());
      FloatBuffer values = bound.run(batch);
      float[] output = new float[values.remaining()];
      values.get(0, output);
      return output;
    }
  }

  /**
   * The same image twice in one batch must have the answer {@code alone} twice: some graphs declare
   * any batch, and have a single image wired into them.
   */
  private static void requireApart(LoadedVersion version, ByteBuffer image, float[] alone)
      throws InvalidFileException {
    ByteBuffer pair = input(version, 2).put(image.duplicate()).put(image.duplicate()).flip();
    float[] together;
    try {
      together = version.graph().run(pair, 2);
    } catch (IllegalStateException e) {
      throw new InvalidFileException("the graph cannot run a batch of 2 images: " + e.getMessage());
    }
    boolean apart = together.length == 2 * alone.length;
    for (int i = 0; apart && i < together.length; i++) {
      float expected = alone[i % alone.length];
      apart = Math.abs(together[i] - expected) <= BATCH_TOLERANCE * Math.max(1, Math.abs(expected));
    }
    if (!apart) {
      throw new InvalidFileException(
          "the graph declares any batch, but answers otherwise in a batch of 2 images than to one");
    }
  }

  private static void requireClasses(LoadedVersion version, int values, int batch)
      throws InvalidFileException {
    int labels = version.labels().size();
    if (values != labels * batch) {
      throw new InvalidFileException(
          "%s has %d labels, but the graph's output has %d classes"
              .formatted(version.manifest().output().labels(), labels, values / batch));
    }
  }

  static int batch(LoadedVersion version) {
    return Math.max(1, version.graph().fixedBatch());
  }

  static ByteBuffer input(LoadedVersion version, int batch) {
    return ByteBuffer.allocateDirect(version.manifest().input().imageBytes() * batch)
        .order(ByteOrder.nativeOrder());
  }

  private static void fillWithNoise(InputSpec spec, ByteBuffer input) {
    SplittableRandom random = new SplittableRandom(NOISE_SEED);
    while (input.hasRemaining()) {
      int pixel = random.nextInt(256);
      if (spec.type() == ElementType.UINT8) {
        input.put((byte) pixel);
      } else {
        double mean = spec.mean().get(0);
        input.putFloat((float) ((pixel * spec.scale() - mean) / spec.std().get(0)));
      }
    }
    input.flip();
  }
}
