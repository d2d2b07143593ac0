package dev.serin.training;

import dev.serin.training.report.Score;

/**
 * A finished epoch.
 *
 * @param epoch its number, 0 first
 * @param epochs how many there will be
 * @param seconds it took, measuring included
 * @param imagesPerSecond trained, measuring not included
 * @param loss mean over its steps
 * @param validation score on the images kept out of training
 * @param validationInverted score on their negatives
 */
record EpochResult(
    int epoch,
    int epochs,
    double seconds,
    double imagesPerSecond,
    double loss,
    Score validation,
    Score validationInverted) {}
