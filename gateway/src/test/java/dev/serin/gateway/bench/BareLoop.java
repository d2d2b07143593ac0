package dev.serin.gateway.bench;

import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.model.VersionLoader;
import dev.serin.worker.model.VersionProof;
import dev.serin.worker.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;

/** Decode, preprocess and run on plain threads: what the hardware gives without a server. */
final class BareLoop implements AutoCloseable {
  private final ImageDecoder decoder;
  private final LoadedVersion version;

  /** One for each thread. */
  private final ThreadLocal<ByteBuffer> inputs;

  /**
   * @param folder of the version
   * @param decoders asked once OpenCV is loaded
   */
  BareLoop(Path folder, Supplier<ImageDecoder> decoders) throws IOException {
    OpenCv.load();
    decoder = decoders.get();
    version =
        new VersionLoader((model, digest) -> OnnxEngine.onCpu(1), new VersionProof(decoder), folder)
            .load(folder);
    inputs = ThreadLocal.withInitial(() -> buffer(version.manifest().input()));
  }

  /** Runs {@code threads} loops over {@code photos} for {@code seconds}. */
  Pace pace(List<byte[]> photos, int threads, double seconds) throws Exception {
    List<ByteBuffer> files = photos.stream().map(BareLoop::direct).toList();
    ConcurrentHistogram micros = new ConcurrentHistogram(3);
    double cpu = Pace.cpuMillisOfThis();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    Threads.run(
        threads,
        thread -> {
          InputSpec spec = version.manifest().input();
          ByteBuffer input = buffer(spec);
          for (int i = thread; System.nanoTime() < end; i += threads) {
            long begin = System.nanoTime();
            classify(files.get(i % files.size()), spec, input);
            micros.recordValue((System.nanoTime() - begin) / 1_000);
          }
        });
    return Pace.of(micros, System.nanoTime() - start, Pace.cpuMillisOfThis() - cpu);
  }

  /** The best label of {@code photo}, by its place in the output. */
  int best(byte[] photo) {
    return best(direct(photo));
  }

  /** The same of a direct buffer, by any thread. */
  int best(ByteBuffer photo) {
    return classify(photo, version.manifest().input(), inputs.get());
  }

  private int classify(ByteBuffer photo, InputSpec spec, ByteBuffer input) {
    try (DecodedImage image = decoder.decode(photo, spec)) {
      version.preprocessor().write(image, input);
    } catch (ImageException e) {
      throw new IllegalStateException(e);
    }
    float[] output = version.graph().run(input, 1);
    int best = 0;
    for (int i = 1; i < output.length; i++) {
      best = output[i] > output[best] ? i : best;
    }
    return best;
  }

  private static ByteBuffer buffer(InputSpec spec) {
    return ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer direct(byte[] photo) {
    return ByteBuffer.allocateDirect(photo.length).put(photo).flip();
  }

  @Override
  public void close() {
    version.close();
  }
}
