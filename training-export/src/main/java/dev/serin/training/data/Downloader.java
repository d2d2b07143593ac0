package dev.serin.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Fetches a file over HTTP or HTTPS; it appears under its name only once its digest is right. */
public final class Downloader {
  /** The largest file of Fashion-MNIST has 26 MB. */
  private static final long BYTES_MAX = 1L << 30;

  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final HttpClient client;

  public Downloader() {
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
  }

  /**
   * @throws DataException where the file cannot be had, or is another one than pinned
   */
  void fetch(String base, PinnedFile wanted, Path folder) {
    URI address = address(base, wanted.file());
    Path part = folder.resolve(wanted.file() + ".part");
    try {
      Files.createDirectories(folder);
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(address).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new DataException(address + " answered " + response.statusCode());
        }
        copy(body, part, address);
      }
      String found = Digests.of(part);
      if (!found.equals(wanted.sha256())) {
        throw new DataException(
            address
                + " is not the file that was asked for: its SHA-256 is "
                + found
                + ", the configuration pins "
                + wanted.sha256());
      }
      Files.move(part, folder.resolve(wanted.file()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException("cannot download " + address + ": " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("the download of " + address + " was interrupted", e);
    } finally {
      delete(part);
    }
  }

  private static URI address(String base, String file) {
    try {
      URI address = URI.create(base.endsWith("/") ? base + file : base + "/" + file);
      if ("http".equals(address.getScheme()) || "https".equals(address.getScheme())) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new DataException("data.download.from is not an address: " + base, e);
    }
    throw new DataException("data.download.from must start with http:// or https://: " + base);
  }

  private static void copy(InputStream body, Path part, URI address) throws IOException {
    try (OutputStream out = Files.newOutputStream(part)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        total += n;
        if (total > BYTES_MAX) {
          throw new DataException(address + " is larger than " + BYTES_MAX + " bytes");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new DataException("cannot remove " + part, e);
    }
  }
}
