package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Span;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.BoundRun;
import io.vertx.core.Promise;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a graph's input of the file that somebody sent. */
final class Preparer {
  private static final Logger log = LoggerFactory.getLogger(Preparer.class);

  private final ImageDecoder decoder;
  private final LongSupplier nanoTime;

  Preparer(ImageDecoder decoder, LongSupplier nanoTime) {
    this.decoder = decoder;
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * Decodes the image of {@code request}, which costs a thread for milliseconds.
   *
   * @param version answers the job, and so gets its buffer back
   * @param received when the request came
   * @param answer of the job
   * @throws InferenceFailure where nobody wants the answer any more
   */
  ClassifyJob prepare(
      ClassifyRequest request, ServedVersion version, long received, Promise<Classification> answer)
      throws ImageException {
    Optional<InferenceFailure> obsolete = ClassifyJob.obsolete(request, nanoTime);
    if (obsolete.isPresent()) {
      throw obsolete.get();
    }
    long start = now();
    EncodedImage file = request.image();
    // Held though the caller may go meanwhile: native code must not read what is freed.
    if (!file.tryRetain()) {
      throw new InferenceFailure(Reason.CANCELLED, "nobody waits for the answer");
    }
    Span span = request.span();
    span.child(Span.Kind.INTERNAL, "wait for decoder", received).end(null, start);
    Span decode = span.child(Span.Kind.INTERNAL, "decode", start);
    try (file;
        DecodedImage image = decoder.decode(file.bytes(), version.loaded().manifest().input())) {
      BoundRun input = version.input(image);
      long end = now();
      if (decode.isRecorded()) {
        decode
            .set("serin.image.format", image.format().label())
            .set("serin.image.width", image.width())
            .set("serin.image.height", image.height())
            .end(null, end);
      }
      return new ClassifyJob(
          request,
          new ImageInfo(image.format().label(), image.width(), image.height()),
          input,
          end - start,
          start - received,
          end,
          answer);
    } catch (ImageException | RuntimeException | LinkageError | OutOfMemoryError e) {
      decode.end(error(e), now());
      throw e;
    }
  }

  private static String error(Throwable cause) {
    return cause instanceof ImageException image
        ? reason(image).name().toLowerCase(Locale.ROOT)
        : Span.error(cause);
  }

  static InferenceFailure toFailure(Throwable cause) {
    return toFailure(cause, Span.none());
  }

  /** What to tell the caller. What nobody foresaw is logged, with the trace of {@code span}. */
  static InferenceFailure toFailure(Throwable cause, Span span) {
    if (cause instanceof InferenceFailure failure) {
      return failure;
    }
    if (cause instanceof ImageException image) {
      return new InferenceFailure(reason(image), String.valueOf(image.getMessage()));
    }
    span.logged(() -> log.error("an image could not be prepared", cause));
    return new InferenceFailure(Reason.INTERNAL, "the image could not be prepared", cause);
  }

  private static Reason reason(ImageException image) {
    return switch (image.reason()) {
      case UNSUPPORTED_FORMAT -> Reason.UNSUPPORTED_FORMAT;
      case UNDECODABLE -> Reason.UNDECODABLE;
      case TOO_MANY_PIXELS -> Reason.TOO_MANY_PIXELS;
    };
  }
}
