package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;

/**
 * A file of the data set whose bytes are known beforehand.
 *
 * @param file name, without a folder
 * @param sha256 64 lower-case hexadecimal digits
 */
public record PinnedFile(
    @JsonProperty(value = "file", required = true) String file,
    @JsonProperty(value = "sha256", required = true) String sha256) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public PinnedFile {
    if (!NAME.matcher(file).matches()) {
      throw new IllegalArgumentException("'" + file + "' is not a plain file name");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256 of " + file + " must be 64 lower-case hexadecimal digits");
    }
  }
}
