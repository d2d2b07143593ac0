package dev.serin.training.transfer;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.DataException;
import dev.serin.training.data.Digests;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.opencv.core.Mat;

/**
 * Asks a backbone for the features of images, each image and variant once: what it said before is
 * taken from the cache. Variant 0 is the image as it is; the others are varied by a random source
 * that the seed, the image and the variant make, so that they are the same in every run.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final Backbone backbone;
  private final OnnxRunner runner;
  private final FeatureCache cache;
  private final Augmenter augmenter;
  private final long seed;
  private final int threads;
  private final AtomicInteger runs = new AtomicInteger();

  private FeatureExtractor(
      Backbone backbone,
      OnnxRunner runner,
      FeatureCache cache,
      Augmenter augmenter,
      long seed,
      int threads) {
    this.backbone = backbone;
    this.runner = runner;
    this.cache = cache;
    this.augmenter = augmenter;
    this.seed = seed;
    this.threads = threads;
  }

  /**
   * @param folder of the cache
   * @param augmentation how variants differ from the image
   * @param threads that decode and run at one time, each an image
   */
  public static FeatureExtractor open(
      Backbone backbone, Path folder, Augmentation augmentation, long seed, int threads)
      throws IOException {
    String key =
        Digests.of(
            String.join(
                    "\n",
                    backbone.digest(),
                    backbone.cut(),
                    new StrictYaml().write(backbone.input()),
                    augmentation.leavesPixels() ? "" : augmentation + " " + seed)
                .getBytes(StandardCharsets.UTF_8));
    FeatureCache cache = FeatureCache.open(folder, key.substring(0, 32), backbone.features());
    return new FeatureExtractor(
        backbone, backbone.runner(1), cache, new Augmenter(augmentation), seed, threads);
  }

  /** How often the backbone was run. */
  public int runs() {
    return runs.get();
  }

  /**
   * The features of each image.
   *
   * @param variants how many varied versions there are beside each image
   * @param progress hears how many of how many are done, now and then
   * @return for each image its features as it is, then those of each variant
   * @throws DataException naming the image that cannot be read
   */
  public List<List<float[]>> features(ImageSet images, int variants, Progress progress) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "features");
              thread.setDaemon(true);
              return thread;
            });
    try {
      AtomicInteger next = new AtomicInteger();
      List<List<float[]>> all = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        all.add(List.of());
      }
      Callable<Void> worker = () -> work(images, variants, next, all, progress);
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(worker));
      }
      for (Future<Void> each : workers) {
        each.get();
      }
      return all;
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackboneException("the reading of features was interrupted");
    } finally {
      pool.shutdownNow();
    }
  }

  /** Hears how far the features are. */
  public interface Progress {
    void images(int done, int all);
  }

  @Override
  public void close() {
    runner.close();
    cache.close();
  }

  private Void work(
      ImageSet images,
      int variants,
      AtomicInteger next,
      List<List<float[]>> all,
      Progress progress)
      throws IOException {
    try (Preparation preparation = new Preparation(backbone.input())) {
      for (int i = next.getAndIncrement(); i < images.size(); i = next.getAndIncrement()) {
        List<float[]> features = image(images, i, variants, preparation);
        synchronized (all) {
          all.set(i, features);
          progress.images(i + 1, images.size());
        }
      }
      return null;
    } catch (IOException | RuntimeException e) {
      next.set(images.size());
      throw e;
    }
  }

  private List<float[]> image(ImageSet images, int i, int variants, Preparation preparation)
      throws IOException {
    String digest = images.digest(i);
    List<float[]> features = new ArrayList<>();
    for (int variant = 0; variant <= variants; variant++) {
      float[] known = cache.get(digest, variant);
      if (known == null) {
        known = ask(images, i, digest, variant, preparation);
        cache.put(digest, variant, known);
      }
      features.add(known);
    }
    return features;
  }

  private float[] ask(
      ImageSet images, int i, String digest, int variant, Preparation preparation) {
    Mat pixels = images.pixels(i);
    try {
      if (variant > 0) {
        long image = Long.parseUnsignedLong(digest.substring(0, 16), 16);
        augmenter.apply(pixels, new SplittableRandom(image ^ (seed * 1_000_003L + variant)));
      }
      float[] values = new float[preparation.valuesPerImage()];
      preparation.prepare(pixels, values, 0);
      runs.incrementAndGet();
      return runner.of(values, 1);
    } finally {
      pixels.release();
    }
  }

  private static RuntimeException failure(Throwable cause) {
    return cause instanceof RuntimeException known
        ? known
        : new BackboneException("the features cannot be kept: " + cause.getMessage(), cause);
  }
}
