package dev.serin.training.data;

/**
 * A photo that is left out of a data set.
 *
 * @param name of the photo
 * @param reason why, in words
 */
public record Skipped(String name, String reason) {}
