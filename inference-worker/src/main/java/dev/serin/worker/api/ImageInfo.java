package dev.serin.worker.api;

/**
 * What the worker found an image to be.
 *
 * @param format lower-case name of the format: jpeg, png, webp, gif, bmp or tiff
 * @param width pixels, as shown: after the orientation the file asks for
 * @param height pixels, as shown
 */
public record ImageInfo(String format, int width, int height) {}
