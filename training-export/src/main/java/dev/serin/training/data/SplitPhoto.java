package dev.serin.training.data;

/**
 * A photo that decodes, and what it is for.
 *
 * @param digest SHA-256 of its bytes
 */
record SplitPhoto(Photo photo, String digest, Split split) {
  DataManifest.Item item() {
    return new DataManifest.Item(photo.name(), photo.label(), split, digest);
  }
}
