package dev.serin.worker.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Optional;

/** What may decode JPEG: tests run on each, and skip what this system does not have. */
enum JpegLibrary {
  OPENCV,
  TURBOJPEG;

  /** To be closed by the caller. */
  Optional<TurboJpeg> load() {
    return this == OPENCV ? Optional.empty() : Optional.of(turboJpeg());
  }

  static TurboJpeg turboJpeg() {
    Optional<TurboJpeg> turbo = TurboJpeg.load();
    assumeThat(turbo).as("libturbojpeg on this system (Debian: libturbojpeg0)").isPresent();
    return turbo.orElseThrow();
  }
}
