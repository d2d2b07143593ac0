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
import java.util.concurrent.atomic.AtomicLong;

/** Decode, preprocess and run on plain threads: what the hardware gives without a server. */
final class BareLoop implements AutoCloseable {
  private final ImageDecoder decoder = new ImageDecoder(50_000_000);
  private final LoadedVersion version;

  BareLoop(Path folder) throws IOException {
    OpenCv.load();
    version = new VersionLoader(OnnxEngine.onCpu(1), new VersionProof(decoder)).load(folder);
  }

  /** Runs {@code threads} loops over {@code photos} for {@code seconds}. */
  double imagesPerSecond(List<byte[]> photos, int threads, double seconds) throws Exception {
    AtomicLong images = new AtomicLong();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    Threads.run(
        threads,
        thread -> {
          InputSpec spec = version.manifest().input();
          ByteBuffer input =
              ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder());
          for (int i = thread; System.nanoTime() < end; i += threads) {
            classify(photos.get(i % photos.size()), spec, input);
            images.incrementAndGet();
          }
        });
    return images.get() / ((System.nanoTime() - start) / 1e9);
  }

  private void classify(byte[] photo, InputSpec spec, ByteBuffer input) {
    try (DecodedImage image = decoder.decode(photo, spec.orient())) {
      version.preprocessor().write(image.pixels(), input);
    } catch (ImageException e) {
      throw new IllegalStateException(e);
    }
    float[] output = version.graph().run(input, 1);
    if (output.length == 0) {
      throw new IllegalStateException("no output");
    }
  }

  @Override
  public void close() {
    version.close();
  }
}
