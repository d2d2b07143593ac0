package dev.serin.training.transfer;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.Digests;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What the features of an image depend on, as a digest of all of it.
 *
 * @param backbone digest of all but the image: the backbone, its cut, the preprocessing
 * @param variation what varies an image
 * @param seed of what is drawn for it
 */
record FeatureKeys(String backbone, String variation, long seed) {
  /** To be raised when preprocessing or augmentation come to compute something else. */
  private static final int FORMAT = 1;

  static FeatureKeys of(Backbone backbone, Augmentation augmentation, long seed) {
    String all =
        String.join(
            "\n",
            "serin features " + FORMAT,
            backbone.digest(),
            backbone.cut(),
            backbone.input().toString());
    return new FeatureKeys(digest(all), pixelsOnly(augmentation).toString(), seed);
  }

  /**
   * @param image digest of the image
   * @param variant 0 for the image as it is, which goes by no augmentation and no seed
   */
  String of(String image, int variant) {
    String varied = variant == 0 ? "" : "\n" + variation + "\n" + seed;
    return digest(backbone + "\n" + image + "\n" + variant + varied);
  }

  /** What is drawn for a variant, the same in every run. */
  SplittableRandom random(String image, int variant) {
    String hash = digest(seed + "\n" + image + "\n" + variant);
    return new SplittableRandom(Long.parseUnsignedLong(hash.substring(0, 16), 16));
  }

  /** Images are mixed as features, after the cache. */
  private static Augmentation pixelsOnly(Augmentation a) {
    return new Augmentation(
        a.invertBackground(), a.flip(), a.shift(), a.rotate(), a.crop(), a.colour(), a.cutout(), 0);
  }

  private static String digest(String text) {
    return Digests.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
