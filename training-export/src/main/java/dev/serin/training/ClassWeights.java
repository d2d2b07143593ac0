package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.training.data.ImageSet;
import java.util.ArrayList;
import java.util.List;

/** What the loss of an image counts, by its class. */
enum ClassWeights {
  /** 1, whatever the class. */
  @JsonProperty("none")
  NONE,
  /** As much as makes all classes together count the same, and a mean image 1. */
  @JsonProperty("balanced")
  BALANCED;

  /** The factor of each class; none where all are 1. */
  List<Double> of(ImageSet train, int classes) {
    if (this == NONE) {
      return List.of();
    }
    int[] counts = new int[classes];
    for (int i = 0; i < train.size(); i++) {
      counts[train.label(i)]++;
    }
    List<Double> weights = new ArrayList<>();
    for (int count : counts) {
      // A class without an image has nothing to weigh.
      weights.add(count == 0 ? 1 : (double) train.size() / ((double) classes * count));
    }
    return weights;
  }
}
