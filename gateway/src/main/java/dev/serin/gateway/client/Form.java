package dev.serin.gateway.client;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code multipart/form-data} body whose files are read while they are sent.
 *
 * @param boundary a text that no file holds
 */
record Form(String boundary) {
  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** One part named {@code image} for each file. */
  BodyPublisher images(List<Path> files) throws FileNotFoundException {
    List<BodyPublisher> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(
          BodyPublishers.ofString(
              "--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"image\"\r\n\r\n"
                  .formatted(boundary)));
      parts.add(BodyPublishers.ofFile(file));
      parts.add(BodyPublishers.ofString("\r\n"));
    }
    parts.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
    return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
  }
}
