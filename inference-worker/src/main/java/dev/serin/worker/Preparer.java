package dev.serin.worker;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.BoundRun;
import io.vertx.core.Promise;
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
    try (file;
        DecodedImage image = decoder.decode(file.bytes(), version.loaded().manifest().input())) {
      BoundRun input = version.input(image);
      long end = now();
      return new ClassifyJob(
          request,
          new ImageInfo(image.format().label(), image.width(), image.height()),
          input,
          end - start,
          start - received,
          end,
          answer);
    }
  }

  static InferenceFailure toFailure(Throwable cause) {
    if (cause instanceof InferenceFailure failure) {
      return failure;
    }
    if (cause instanceof ImageException image) {
      return new InferenceFailure(reason(image), String.valueOf(image.getMessage()));
    }
    log.error("an image could not be prepared", cause);
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
