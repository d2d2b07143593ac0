package dev.serin.training;

import dev.serin.training.data.DataException;
import dev.serin.training.net.NetworkException;
import dev.serin.training.onnx.ExportException;
import dev.serin.training.parallel.EngineException;
import dev.serin.training.transfer.BackboneException;
import dev.serin.training.tune.TuneException;
import dev.serin.worker.model.InvalidFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Turns what went wrong into a sentence. */
final class Failures {
  /** As the C library of Linux and of macOS says it; Java has no exception of its own for it. */
  private static final String DISK_FULL = "No space left on device";

  private Failures() {}

  static String text(Exception e) {
    if (e instanceof TrainingException
        || e instanceof DataException
        || e instanceof ExportException
        || e instanceof NetworkException
        || e instanceof EngineException
        || e instanceof BackboneException
        || e instanceof TuneException
        || e instanceof InvalidFileException) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " already exists";
    }
    if (e instanceof UncheckedIOException && e.getCause() instanceof IOException cause) {
      return text(cause);
    }
    if (e instanceof IOException && String.valueOf(e.getMessage()).contains(DISK_FULL)) {
      return "the disk is full (" + e.getMessage() + "): make room, then start again";
    }
    if (e instanceof IOException) {
      return "reading or writing failed: " + e.getMessage();
    }
    return "this is a defect of Serin: " + e;
  }
}
