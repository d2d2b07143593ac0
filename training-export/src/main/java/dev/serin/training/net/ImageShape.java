package dev.serin.training.net;

/**
 * What a network reads and answers.
 *
 * @param channels of the images: 1 grey, 3 colour
 * @param height of the images, in pixels
 * @param width of the images, in pixels
 * @param classes how many classes it tells apart
 */
public record ImageShape(int channels, int height, int width, int classes) {}
