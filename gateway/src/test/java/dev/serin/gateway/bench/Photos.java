package dev.serin.gateway.bench;

import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.ImageHeader;
import dev.serin.worker.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Photos of the shared data. */
final class Photos {
  private Photos() {}

  /** Those of one size, so that each costs the same. */
  static List<byte[]> of500x375() throws IOException, ImageException {
    List<byte[]> photos = new ArrayList<>();
    try (Stream<Path> files = Files.list(SharedData.require("data/photos"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".JPEG")).sorted().toList()) {
        byte[] photo = Files.readAllBytes(file);
        ImageHeader header = ImageHeader.read(photo);
        if (header.width() == 500 && header.height() == 375) {
          photos.add(photo);
        }
      }
    }
    return photos;
  }
}
