package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The {@code data.idx} section of a training configuration: grey images in files of the MNIST
 * family.
 *
 * @param folders where the files may lie, looked at in this order
 * @param download where they come from when no folder has them
 * @param train images and labels to train on
 * @param test images and labels that only measure
 * @param labels names of the classes, in the order of the label bytes
 * @param validation how many of the training images, the last ones, are kept out of training to
 *     follow its progress
 */
public record IdxConfig(
    @JsonProperty(value = "folders", required = true) List<String> folders,
    @JsonProperty(value = "download", required = true) Download download,
    @JsonProperty(value = "train", required = true) Pair train,
    @JsonProperty(value = "test", required = true) Pair test,
    @JsonProperty(value = "labels", required = true) List<String> labels,
    @JsonProperty(value = "validation", required = true) int validation) {

  public IdxConfig {
    folders = List.copyOf(folders);
    labels = List.copyOf(labels);
    if (labels.size() < 2 || labels.size() > 256) {
      throw new IllegalArgumentException("data.idx.labels must name 2 to 256 classes");
    }
    if (validation < 1) {
      throw new IllegalArgumentException(
          "data.idx.validation must be at least 1, not " + validation);
    }
  }

  /**
   * @param from address that the file names are appended to, http or https
   * @param to folder that gets the files
   */
  public record Download(
      @JsonProperty(value = "from", required = true) String from,
      @JsonProperty(value = "to", required = true) String to) {}

  /** An image file and the label file that belongs to it. */
  public record Pair(
      @JsonProperty(value = "images", required = true) PinnedFile images,
      @JsonProperty(value = "labels", required = true) PinnedFile labels) {}

  /** The four files, images before labels, train before test. */
  List<PinnedFile> files() {
    return List.of(train.images(), train.labels(), test.images(), test.labels());
  }
}
