package dev.serin.training.data;

import java.nio.file.Path;
import java.util.List;

/**
 * A data set ready for use.
 *
 * @param train images to train on
 * @param validation images kept out of training, to follow its progress
 * @param test the official test images, which only measure
 * @param labels names of the classes
 * @param digest SHA-256 over the digests of its files
 * @param folder where the files lie
 * @param found how they came there, for people
 */
public record DataSet(
    ImageSet train,
    ImageSet validation,
    ImageSet test,
    List<String> labels,
    String digest,
    Path folder,
    String found) {}
