package dev.serin.training;

import dev.serin.training.report.Evaluation.Measured;

/**
 * A finished epoch.
 *
 * @param epoch its number, 0 first
 * @param epochs how many there will be at most
 * @param seconds it took, measuring included
 * @param imagesPerSecond trained, measuring not included
 * @param loss mean over its steps
 * @param validation on the images kept out of training
 * @param best whether no epoch before did as well
 */
record EpochResult(
    int epoch,
    int epochs,
    double seconds,
    double imagesPerSecond,
    double loss,
    Measured validation,
    boolean best) {}
