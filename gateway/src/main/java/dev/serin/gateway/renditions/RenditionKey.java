package dev.serin.gateway.renditions;

import dev.serin.worker.api.RenditionRequest.Format;

/**
 * One copy.
 *
 * @param image SHA-256 of the image, 64 lower-case hexadecimal digits
 * @param width most pixels from left to right
 */
record RenditionKey(String image, int width, Format format) {}
