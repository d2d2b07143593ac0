package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data.photos} section of a training configuration: labelled photos of one's own.
 *
 * @param from where they are: a folder, a zip file, a list (CSV) or an IDX file of images; also
 *     {@code https://} with a zip file or list, and {@code s3://bucket/} with one or with a folder
 * @param sha256 digest of the file; must be given for http and https, else checked where given
 * @param to folder that downloads go to
 * @param split how much of the photos that the source gives no split is kept out of training
 * @param labels names of the classes, in the order of the network's outputs; where empty, those of
 *     the source, sorted
 * @param unreadableAtMost share of the photos that may be unreadable, which are then left out;
 *     unless given, 0.1 % but at least one photo
 * @param bucket how to reach the bucket of an {@code s3://} address
 */
public record PhotosConfig(
    String from,
    Optional<String> sha256,
    String to,
    Shares split,
    List<String> labels,
    Optional<Share> unreadableAtMost,
    Bucket bucket) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Share UNREADABLE_AT_MOST = new Share(0.001);

  /**
   * Shares of all photos that are kept out of training.
   *
   * @param validation 10 % unless given
   * @param test 20 % unless given
   */
  public record Shares(Share validation, Share test) {
    public static final Shares DEFAULT = new Shares(new Share(0.1), new Share(0.2));

    public Shares {
      if (validation.value() + test.value() >= 1) {
        throw new IllegalArgumentException(
            "photos.split leaves nothing to train on: validation %s and test %s"
                .formatted(validation, test));
      }
    }

    @JsonCreator
    static Shares of(
        @JsonProperty("validation") @Nullable Share validation,
        @JsonProperty("test") @Nullable Share test) {
      return new Shares(
          validation == null ? DEFAULT.validation : validation, test == null ? DEFAULT.test : test);
    }
  }

  /**
   * A server that speaks S3. Keys come from where the AWS SDK looks for them: the environment
   * variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile, the machine's role.
   *
   * @param endpoint of a server other than Amazon's
   * @param region us-east-1 unless given
   * @param addressing where the bucket's name stands in addresses; the path unless given
   * @param anonymous whether to ask without keys, as for public buckets
   */
  public record Bucket(
      Optional<String> endpoint, String region, Addressing addressing, boolean anonymous) {
    public static final Bucket DEFAULT =
        new Bucket(Optional.empty(), "us-east-1", Addressing.PATH, false);

    /** Where the bucket's name stands in addresses. */
    public enum Addressing {
      @JsonProperty("path")
      PATH,
      @JsonProperty("host")
      HOST
    }

    public Bucket {
      if (endpoint.isPresent() && !endpoint.get().matches("https?://[^/\\s]+/?")) {
        throw new IllegalArgumentException(
            "photos.bucket.endpoint must read http(s)://host[:port], not " + endpoint.get());
      }
    }

    @JsonCreator
    static Bucket of(
        @JsonProperty("endpoint") @Nullable String endpoint,
        @JsonProperty("region") @Nullable String region,
        @JsonProperty("addressing") @Nullable Addressing addressing,
        @JsonProperty("anonymous") @Nullable Boolean anonymous) {
      return new Bucket(
          Optional.ofNullable(endpoint),
          region == null ? DEFAULT.region : region,
          addressing == null ? DEFAULT.addressing : addressing,
          anonymous != null && anonymous);
    }
  }

  public PhotosConfig {
    labels = List.copyOf(labels);
    check(!from.isBlank(), "photos.from is empty");
    check(
        sha256.isEmpty() || SHA256.matcher(sha256.get()).matches(),
        "photos.sha256 must be 64 lower-case hexadecimal digits");
    check(
        sha256.isPresent() || !isHttp(from),
        "photos.sha256 is missing: what is downloaded from "
            + from
            + " must be pinned; sha256sum tells it");
    check(labels.size() != 1, "photos.labels must name 2 classes or more");
    check(
        labels.size() == new HashSet<>(labels).size(),
        "photos.labels names a class twice: " + labels);
  }

  @JsonCreator
  static PhotosConfig of(
      @JsonProperty(value = "from", required = true) String from,
      @JsonProperty("sha256") @Nullable String sha256,
      @JsonProperty("to") @Nullable String to,
      @JsonProperty("split") @Nullable Shares split,
      @JsonProperty("labels") @Nullable List<String> labels,
      @JsonProperty("unreadable-at-most") @Nullable Share unreadableAtMost,
      @JsonProperty("bucket") @Nullable Bucket bucket) {
    return new PhotosConfig(
        from,
        Optional.ofNullable(sha256),
        to == null ? "data/photos" : to,
        split == null ? Shares.DEFAULT : split,
        labels == null ? List.of() : labels,
        Optional.ofNullable(unreadableAtMost),
        bucket == null ? Bucket.DEFAULT : bucket);
  }

  /** Photos of {@code from}, everything else as where nothing is configured. */
  public static PhotosConfig of(String from, Shares split) {
    return new PhotosConfig(
        from, Optional.empty(), "data/photos", split, List.of(), Optional.empty(), Bucket.DEFAULT);
  }

  /** The same photos at another place. */
  PhotosConfig at(String place) {
    return new PhotosConfig(place, sha256, to, split, labels, unreadableAtMost, bucket);
  }

  /** How many of {@code photos} may be unreadable. */
  int unreadableMax(int photos) {
    return unreadableAtMost
        .map(share -> (int) (share.value() * photos))
        .orElse(Math.max(1, (int) (UNREADABLE_AT_MOST.value() * photos)));
  }

  static boolean isHttp(String from) {
    String lower = from.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
