package dev.serin.training.data;

import java.util.Locale;
import java.util.Set;

/** Tells photos from other files by their names. */
final class PhotoNames {
  /** What decodes, and what cameras write all the same: the latter is to be told, not passed by. */
  private static final Set<String> ENDINGS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif",
          "avif", "jp2");

  private PhotoNames() {}

  /**
   * @param name with the folders that it lies in, divided by slashes
   */
  static boolean isPhoto(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !isHidden(name) && ENDINGS.contains(lower.substring(lower.lastIndexOf('.') + 1));
  }

  private static boolean isHidden(String name) {
    for (String part : name.split("/")) {
      if (part.startsWith(".") || part.equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }
}
