package dev.serin.worker.image;

import java.util.Locale;

/** The formats that Serin reads. */
public enum ImageFormat {
  JPEG,
  PNG,
  WEBP,
  GIF,
  BMP,
  TIFF;

  /** Lower-case name, as shown to callers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
