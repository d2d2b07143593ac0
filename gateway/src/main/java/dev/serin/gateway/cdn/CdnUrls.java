package dev.serin.gateway.cdn;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses of images and results, as answers give them, and the check of those that come. */
public final class CdnUrls {
  public static final String IMAGES = "/cdn/images/";
  public static final String RESULTS = "/cdn/results/";

  /** Query parameter of a result: the first digits of its version's digest. */
  public static final String DIGEST = "digest";

  /** 64 bits: nobody meets two versions alike by accident. */
  private static final int DIGEST_DIGITS = 16;

  private final String base;
  private final @Nullable UrlSigner signer;

  /**
   * @param base stands before each path; may be empty
   * @param signer signs, where only signed addresses are answered
   */
  public CdnUrls(String base, Optional<UrlSigner> signer) {
    this.base = base;
    this.signer = signer.orElse(null);
  }

  public String image(String sha256) {
    return of(IMAGES + sha256);
  }

  /**
   * Where the answer of one version about one image stands.
   *
   * @param digest of the version: other bytes under its name have other addresses
   */
  public String result(String model, String version, String sha256, String digest) {
    return of(resultTarget(model, version, sha256, digest));
  }

  /** The same without what stands before the path, and without a signature. */
  public static String resultTarget(String model, String version, String sha256, String digest) {
    return resultPath(model, version, sha256) + '?' + DIGEST + '=' + shortened(digest);
  }

  /** The address without the version's digest: it is answered by whatever bears the name. */
  public static String resultPath(String model, String version, String sha256) {
    return RESULTS + model + '/' + version + '/' + sha256;
  }

  /** What stands for {@code digest} in an address. */
  public static String shortened(String digest) {
    return digest.substring(0, Math.min(DIGEST_DIGITS, digest.length()));
  }

  /**
   * @param target path and query that are answered here
   */
  public String of(String target) {
    return signer == null ? base + target : base + signer.sign(target);
  }

  /** Until when {@link #of} gives the same for the same, in seconds since 1970. */
  public long renewal() {
    return signer == null ? Long.MAX_VALUE : signer.renewal();
  }

  /**
   * What caches may make of an answer to {@code request}: nobody keeps it longer than its address
   * is good for.
   *
   * @throws dev.serin.gateway.error.ProblemException where the address is not signed as it must be
   */
  public Freshness check(HttpServerRequest request, Freshness standard) {
    return signer == null
        ? standard
        : standard.atMost(signer.secondsLeft(request.path(), request.query()));
  }
}
