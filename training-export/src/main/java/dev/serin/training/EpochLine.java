package dev.serin.training;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A finished epoch, as {@code metrics.csv} has it.
 *
 * @param epoch its number, 1 first
 * @param seconds it took, measuring included
 * @param imagesPerSecond trained, measuring not included
 * @param learningRate of its last step
 * @param loss mean over its steps, in nats
 * @param validationLoss mean cross-entropy on the images kept out of training, in nats
 * @param validationAccuracy share of them that is classified as labelled, 0 to 1
 */
record EpochLine(
    int epoch,
    double seconds,
    double imagesPerSecond,
    double learningRate,
    double loss,
    double validationLoss,
    double validationAccuracy) {

  static final String HEADER =
      "epoch,seconds,images_per_second,learning_rate,loss,validation_loss,validation_accuracy";

  String text() {
    return String.format(
        Locale.ROOT,
        "%d,%.1f,%.1f,%.8f,%.6f,%.6f,%.6f",
        epoch,
        seconds,
        imagesPerSecond,
        learningRate,
        loss,
        validationLoss,
        validationAccuracy);
  }

  /**
   * @param file where the line stands, for the message
   * @throws TrainingException where it is not such a line
   */
  static EpochLine parse(String line, Path file) {
    String[] fields = line.split(",", -1);
    try {
      return new EpochLine(
          Integer.parseInt(fields[0]),
          Double.parseDouble(fields[1]),
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]),
          Double.parseDouble(fields[4]),
          Double.parseDouble(fields[5]),
          Double.parseDouble(fields[6]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new TrainingException(
          file + " has a line that is no epoch ('" + line + "'); without that line it can be used",
          e);
    }
  }
}
