package dev.serin.worker.api;

import io.vertx.core.buffer.Buffer;

/**
 * A smaller copy of an image, upright, as a file.
 *
 * @param file not to be changed
 * @param width pixels from left to right
 * @param height pixels from top to bottom
 */
public record Rendition(Buffer file, int width, int height) {}
