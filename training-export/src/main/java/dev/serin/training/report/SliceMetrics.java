package dev.serin.training.report;

import dev.serin.training.report.stats.Proportion;

/**
 * The accuracy of a part of the test images.
 *
 * @param group what it is a slice by, such as {@code brightness}
 * @param name of the slice
 * @param accuracy of its images
 * @param compared accuracy of what it is compared with: the other test images, or the same images
 *     as they are
 * @param p probability of a difference as large or larger, were there none
 * @param pOfAll the same, raised for the number of slices
 * @param differs whether {@code pOfAll} is below 0.05
 */
public record SliceMetrics(
    String group,
    String name,
    Proportion accuracy,
    Proportion compared,
    double p,
    double pOfAll,
    boolean differs) {}
