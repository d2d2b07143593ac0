package dev.serin.gateway.config;

import java.time.Duration;

/**
 * What a classify request may bring.
 *
 * @param slots requests whose body is in, until their answer, at one time
 * @param bodies on their way in, at one time
 * @param memory body bytes kept at one time, all requests together
 * @param images images of one request
 * @param imageSize bytes of one image
 * @param requestSize bytes of a whole body
 * @param parts parts of a form, images included
 * @param partHeaderSize bytes of the headers of one part
 * @param pixels width times height of one image
 * @param bodyTimeout time a body has, whatever its size
 * @param bodyRate bytes that buy one more second
 */
public record UploadConfig(
    int slots,
    int bodies,
    long memory,
    int images,
    long imageSize,
    long requestSize,
    int parts,
    int partHeaderSize,
    int pixels,
    Duration bodyTimeout,
    long bodyRate) {

  static UploadConfig read(Settings settings) {
    UploadConfig upload =
        new UploadConfig(
            settings.integer("upload.slots", 1, 100_000),
            settings.integer("upload.bodies", 1, 10_000),
            settings.size("upload.memory", 1 << 20, 1L << 40),
            settings.integer("upload.images", 1, 1000),
            settings.size("upload.image-size", 1, 1 << 30),
            settings.size("upload.request-size", 1, 1L << 32),
            settings.integer("upload.parts", 1, 10_000),
            (int) settings.size("upload.part-header-size", 128, 1 << 20),
            settings.integer("upload.pixels", 1, Integer.MAX_VALUE),
            settings.time("upload.body-timeout", Duration.ofMillis(10), Duration.ofHours(1)),
            settings.size("upload.body-rate", 1, 1L << 40));
    settings.require(
        upload.imageSize <= upload.requestSize && upload.requestSize <= upload.memory,
        "upload.image-size must be at most upload.request-size, and that at most upload.memory");
    return upload;
  }
}
