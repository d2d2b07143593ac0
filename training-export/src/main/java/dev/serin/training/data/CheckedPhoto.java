package dev.serin.training.data;

/**
 * A photo that decodes.
 *
 * @param digest SHA-256 of its bytes
 */
record CheckedPhoto(Photo photo, String digest) {}
