package dev.serin.worker.api;

import java.util.List;

/**
 * The answer to a {@link ClassifyRequest}.
 *
 * @param image what the image was found to be
 * @param predictions most probable first, at most {@link ClassifyRequest#top()} of them
 * @param timings where the time went
 */
public record Classification(ImageInfo image, List<Prediction> predictions, Timings timings) {
  public Classification {
    predictions = List.copyOf(predictions);
  }
}
