package dev.serin.training.report;

import dev.serin.training.report.stats.Interval;
import dev.serin.training.report.stats.Proportion;

/**
 * How one class is recognised.
 *
 * @param label its name
 * @param trainImages how many training images it has
 * @param precision of the images that were given the class, those that are of it
 * @param recall of the images of the class, those that were given it
 * @param f1 harmonic mean of both; NaN where the class is neither seen nor given
 * @param f1Interval by a seeded bootstrap
 */
public record ClassMetrics(
    String label,
    int trainImages,
    Proportion precision,
    Proportion recall,
    double f1,
    Interval f1Interval) {}
