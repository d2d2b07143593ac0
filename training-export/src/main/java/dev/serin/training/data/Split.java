package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/** What an image is for. */
public enum Split {
  /** To learn from. */
  @JsonProperty("train")
  TRAIN,
  /** To follow the training and to choose by. */
  @JsonProperty("validation")
  VALIDATION,
  /** To measure the finished model, and nothing else. */
  @JsonProperty("test")
  TEST;

  /** As it is written in lists and manifests. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The split that a folder or a list means by {@code name}, whatever its case. */
  static Optional<Split> named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "val", "valid", "validation" -> Optional.of(VALIDATION);
      case "test", "testing" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }
}
