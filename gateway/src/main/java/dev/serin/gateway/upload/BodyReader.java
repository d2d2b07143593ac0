package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.EMPTY_BODY;
import static dev.serin.gateway.error.ProblemCode.NO_IMAGE;
import static dev.serin.gateway.error.ProblemCode.TOO_LARGE;
import static dev.serin.gateway.error.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import dev.serin.gateway.config.UploadConfig;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.upload.MultipartParser.Part;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one body into images, within all limits but time. The images belong to it:
 * closing it closes them, and takes no more bytes.
 */
final class BodyReader implements AutoCloseable {
  private final UploadConfig limits;
  private final LongPredicate memory;
  private final List<EncodedImage> images = new ArrayList<>();
  private final Format format;
  private final long promised;
  private @Nullable ImageCollector current;
  private long size;
  private int begun;
  private boolean closed;

  /** How the bytes are to be understood. */
  private interface Format {
    void feed(byte[] bytes, int from, int to);

    void end();
  }

  /**
   * @param memory takes a number of bytes, or says that there are none
   * @throws dev.serin.gateway.error.ProblemException where the headers already say that the body
   *     cannot be read
   */
  BodyReader(HttpServerRequest request, UploadConfig limits, LongPredicate memory) {
    this.limits = limits;
    this.memory = memory;
    this.promised = length(request);
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (plain.equals("multipart/form-data")) {
      checkLength(limits.requestSize());
      format = form(PartHeaders.boundary(String.valueOf(type)));
    } else if (plain.startsWith("image/") || plain.equals("application/octet-stream")) {
      checkLength(limits.imageSize());
      format = raw();
    } else {
      throw new Problem(
              UNSUPPORTED_MEDIA_TYPE,
              "send multipart/form-data, an image/ type or application/octet-stream")
          .exception();
    }
  }

  /** Takes {@code bytes} from {@code from} to before {@code to}. */
  void feed(byte[] bytes, int from, int to) {
    size += to - from;
    if (size > limits.requestSize()) {
      throw tooLarge(limits.requestSize());
    }
    if (!closed) {
      format.feed(bytes, from, to);
    }
  }

  /** The images, at least one, in the order in which they came. */
  List<EncodedImage> end() {
    if (size == 0) {
      throw new Problem(EMPTY_BODY, "send an image").exception();
    }
    format.end();
    if (images.isEmpty()) {
      throw new Problem(NO_IMAGE, "send each image as a part named 'image'").exception();
    }
    return images;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      images.forEach(EncodedImage::close);
      if (current != null) {
        current.close();
      }
    }
  }

  private Format form(String boundary) {
    MultipartParser parser =
        new MultipartParser(boundary, limits.parts(), limits.partHeaderSize(), this::part);
    return new Format() {
      @Override
      public void feed(byte[] bytes, int from, int to) {
        parser.feed(bytes, from, to);
      }

      @Override
      public void end() {
        parser.end();
      }
    };
  }

  private Format raw() {
    Part whole = collector();
    return new Format() {
      @Override
      public void feed(byte[] bytes, int from, int to) {
        whole.data(bytes, from, to);
      }

      @Override
      public void end() {
        whole.end();
      }
    };
  }

  private Part part(String name) {
    if (!name.equals("image")) {
      return MultipartParser.IGNORED;
    }
    if (++begun > limits.images()) {
      throw new Problem(TOO_LARGE, "a request may have " + limits.images() + " images").exception();
    }
    return collector();
  }

  private Part collector() {
    ImageCollector collector =
        new ImageCollector((int) limits.imageSize(), promised - size, memory, images::add);
    current = collector;
    return collector;
  }

  /** A body that says it is too large need not be read to know. */
  private void checkLength(long max) {
    if (promised > max) {
      throw tooLarge(max);
    }
  }

  /** What the body says it has; 0 where it does not say. */
  private static long length(HttpServerRequest request) {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return 0;
    }
    // More digits than a long has are too many in any case.
    return length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
  }

  private static RuntimeException tooLarge(long max) {
    return new Problem(TOO_LARGE, "a body of this kind may have " + max + " bytes").exception();
  }
}
