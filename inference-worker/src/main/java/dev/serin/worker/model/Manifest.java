package dev.serin.worker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.worker.image.InputSpec;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a version folder says of itself: {@code manifest.yaml}. Paths are relative to the folder.
 *
 * @param format version of this format: 1
 * @param file the ONNX graph
 * @param sha256 SHA-256 of that file, 64 lower-case hexadecimal digits
 * @param input how an image becomes the graph's input
 * @param output what the graph's output means
 * @param golden folder with images and the logits that the trained network gave for them; null
 *     where there is none
 * @param origin where the version comes from; null where unknown
 * @param proof certificate of the exporter's comparison; null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int format,
    String file,
    String sha256,
    InputSpec input,
    OutputSpec output,
    @Nullable String golden,
    @Nullable Origin origin,
    @Nullable String proof) {

  /** Name of the file within a version folder. */
  public static final String FILE_NAME = "manifest.yaml";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  @JsonCreator
  public Manifest(
      @JsonProperty(value = "format", required = true) int format,
      @JsonProperty(value = "file", required = true) String file,
      @JsonProperty(value = "sha256", required = true) String sha256,
      @JsonProperty(value = "input", required = true) InputSpec input,
      @JsonProperty(value = "output", required = true) OutputSpec output,
      @JsonProperty("golden") @Nullable String golden,
      @JsonProperty("origin") @Nullable Origin origin,
      @JsonProperty("proof") @Nullable String proof) {
    if (format != 1) {
      throw new IllegalArgumentException("format must be 1, not " + format);
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256 must be 64 lower-case hexadecimal digits, not '" + sha256 + "'");
    }
    this.format = format;
    this.file = file;
    this.sha256 = sha256;
    this.input = input;
    this.output = output;
    this.golden = golden;
    this.origin = origin;
    this.proof = proof;
  }
}
