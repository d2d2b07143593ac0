package dev.serin.gateway.cdn;

/**
 * Names under which caches in front can be told to forget answers. A version's name may be equal to
 * that of a model called so ({@code a-v1}); then a purge takes more than it must.
 */
public final class SurrogateKeys {
  private SurrogateKeys() {}

  /** The image of that digest, and every result about it. */
  public static String image(String sha256) {
    return "image-" + sha256;
  }

  /** Every result of a model. */
  public static String model(String model) {
    return "model-" + model;
  }

  /** Every result of one version. */
  public static String version(String model, String version) {
    return "model-" + model + "-v" + version;
  }
}
