package dev.serin.training.report;

import org.jspecify.annotations.Nullable;

/**
 * What an epoch of training came to.
 *
 * @param epoch its number, 1 first
 * @param loss mean over its training steps, in nats
 * @param accuracy on the training images, 0 to 1; null where it was not measured
 * @param validationLoss mean over the images kept out of training, in nats
 * @param validationAccuracy on these, 0 to 1
 * @param learningRate at the end of the epoch; null where it is not known
 * @param imagesPerSecond trained
 * @param seconds it took, measuring included
 */
public record EpochPoint(
    int epoch,
    double loss,
    @Nullable Double accuracy,
    double validationLoss,
    double validationAccuracy,
    @Nullable Double learningRate,
    double imagesPerSecond,
    double seconds) {}
