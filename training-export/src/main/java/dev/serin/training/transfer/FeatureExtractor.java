package dev.serin.training.transfer;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Parallel;
import dev.serin.training.data.Preparation;
import dev.serin.training.onnx.OnnxRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.opencv.core.Mat;

/**
 * Asks a backbone for the features of images, each image and variant once: what it said before is
 * taken from the cache. Variant 0 is the image as it is; the others are varied by a random source
 * that the seed, the image and the variant make, so that they are the same in every run.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** Images of one run: bounds its memory. */
  private static final int BATCH_MAX = 8;

  private final Backbone backbone;
  private final OnnxRunner runner;
  private final FeatureCache cache;
  private final FeatureKeys keys;
  private final Augmenter augmenter;
  private final boolean varies;
  private final int threads;
  private final Queue<Preparation> preparations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger runs = new AtomicInteger();

  private FeatureExtractor(
      Backbone backbone,
      FeatureCache cache,
      Augmentation augmentation,
      FeatureKeys keys,
      int threads) {
    this.backbone = backbone;
    // Runs that share no work wait for nobody: one thread each keeps all cores busy.
    this.runner = backbone.runner(1);
    this.cache = cache;
    this.keys = keys;
    this.augmenter = new Augmenter(augmentation);
    this.varies = !augmentation.leavesPixels();
    this.threads = threads;
  }

  /**
   * @param folder of the cache
   * @param augmentation how variants differ from the image
   * @param threads that decode and run at one time, each an image
   */
  public static FeatureExtractor open(
      Backbone backbone, Path folder, Augmentation augmentation, long seed, int threads) {
    return new FeatureExtractor(
        backbone,
        new FeatureCache(folder),
        augmentation,
        FeatureKeys.of(backbone, augmentation, seed),
        threads);
  }

  /** On how many images and variants the backbone was run. */
  public int runs() {
    return runs.get();
  }

  /** Hears how far the features are that were not known; what it throws ends the work. */
  public interface Progress {
    void images(int done, int all);
  }

  /**
   * The features of each image.
   *
   * @param variants how many varied versions there are beside each image; none where the
   *     augmentation leaves pixels as they are
   * @param progress hears, image by image, how many of how many are done
   * @return for each image its features as it is, then those of each variant
   * @throws dev.serin.training.data.DataException naming the image that cannot be read
   * @throws BackboneException where the features do not fit into memory, or onto the disk
   */
  public List<List<float[]>> features(ImageSet images, int variants, Progress progress) {
    int versions = varies ? variants + 1 : 1;
    checkMemory(images.size(), versions);
    try {
      return inOrder(images, versions, known(images, versions, progress));
    } catch (IOException e) {
      throw new BackboneException("features cannot be kept: " + e.getMessage(), e);
    }
  }

  /** All features that are asked for, by their keys; those of the cache, and the others. */
  private Map<String, float[]> known(ImageSet images, int versions, Progress progress)
      throws IOException {
    Map<String, float[]> known =
        cache.read(keys.backbone(), backbone.features(), keys(images, versions));
    List<Missing> missing = missing(images, versions, known);
    AtomicInteger done = new AtomicInteger();
    for (int from = 0; from < missing.size(); ) {
      int to = packEnd(missing, from);
      List<Missing> pack = missing.subList(from, to);
      Map<String, float[]> computed = new HashMap<>();
      Parallel.map(
              pack.size(),
              threads,
              i -> {
                Map<String, float[]> features = compute(images, pack.get(i));
                synchronized (progress) {
                  progress.images(done.incrementAndGet(), missing.size());
                }
                return features;
              })
          .forEach(computed::putAll);
      cache.write(keys.backbone(), backbone.features(), computed);
      known.putAll(computed);
      from = to;
    }
    return known;
  }

  /** Versions of an image that the cache does not have. */
  private record Missing(int image, List<Integer> variants) {}

  private Set<String> keys(ImageSet images, int versions) {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < images.size(); i++) {
      for (int variant = 0; variant < versions; variant++) {
        all.add(keys.of(images.digest(i), variant));
      }
    }
    return all;
  }

  private List<Missing> missing(ImageSet images, int versions, Map<String, float[]> known) {
    List<Missing> missing = new ArrayList<>();
    Set<String> copies = new HashSet<>();
    for (int i = 0; i < images.size(); i++) {
      List<Integer> variants = new ArrayList<>();
      for (int variant = 0; variant < versions; variant++) {
        if (!known.containsKey(keys.of(images.digest(i), variant))) {
          variants.add(variant);
        }
      }
      if (!variants.isEmpty() && copies.add(images.digest(i))) {
        missing.add(new Missing(i, variants));
      }
    }
    return missing;
  }

  private List<List<float[]>> inOrder(ImageSet images, int versions, Map<String, float[]> known) {
    List<List<float[]>> all = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      List<float[]> ofImage = new ArrayList<>();
      for (int variant = 0; variant < versions; variant++) {
        float[] features = known.get(keys.of(images.digest(i), variant));
        if (features == null) {
          throw new IllegalStateException("no features of " + images.name(i));
        }
        ofImage.add(features);
      }
      all.add(ofImage);
    }
    return all;
  }

  private int packEnd(List<Missing> missing, int from) {
    int most = FeatureCache.recordsMax(backbone.features());
    int records = missing.get(from).variants().size();
    int to = from + 1;
    while (to < missing.size() && records + missing.get(to).variants().size() <= most) {
      records += missing.get(to).variants().size();
      to++;
    }
    return to;
  }

  private Map<String, float[]> compute(ImageSet images, Missing missing) {
    Map<String, float[]> features = new HashMap<>();
    String digest = images.digest(missing.image());
    Mat pixels = images.pixels(missing.image());
    try {
      List<Integer> variants = missing.variants();
      for (int from = 0; from < variants.size(); from += BATCH_MAX) {
        List<Integer> batch = variants.subList(from, Math.min(variants.size(), from + BATCH_MAX));
        float[] found = runner.of(prepared(pixels, digest, batch), batch.size());
        runs.addAndGet(batch.size());
        int size = backbone.features();
        for (int k = 0; k < batch.size(); k++) {
          float[] one = Arrays.copyOfRange(found, k * size, (k + 1) * size);
          features.put(keys.of(digest, batch.get(k)), one);
        }
      }
      return features;
    } finally {
      pixels.release();
    }
  }

  private float[] prepared(Mat pixels, String digest, List<Integer> variants) {
    Preparation kept = preparations.poll();
    Preparation preparation = kept == null ? new Preparation(backbone.input()) : kept;
    int size = preparation.valuesPerImage();
    float[] values = new float[variants.size() * size];
    for (int k = 0; k < variants.size(); k++) {
      Mat version = pixels.clone();
      try {
        if (variants.get(k) > 0) {
          augmenter.apply(version, keys.random(digest, variants.get(k)));
        }
        preparation.prepare(version, values, k * size);
      } finally {
        version.release();
      }
    }
    preparations.add(preparation);
    return values;
  }

  private void checkMemory(int images, int versions) {
    long bytes = (long) images * versions * backbone.features() * Float.BYTES;
    long available = Runtime.getRuntime().maxMemory();
    if (bytes > available / 2) {
      throw new BackboneException(
          String.format(
              Locale.ROOT,
              "the features of %,d images in %d versions take %,d MB of the %,d MB that Java may"
                  + " use: lower backbone.variants, or give it more by -Xmx",
              images,
              versions,
              bytes >> 20,
              available >> 20));
    }
  }

  @Override
  public void close() {
    runner.close();
    preparations.forEach(Preparation::close);
  }
}
