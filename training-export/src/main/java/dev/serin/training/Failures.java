package dev.serin.training;

import dev.serin.training.data.DataException;
import dev.serin.training.net.NetworkException;
import dev.serin.training.onnx.ExportException;
import dev.serin.training.transfer.BackboneException;
import dev.serin.training.tune.TuneException;
import dev.serin.worker.model.InvalidFileException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Turns what went wrong into a sentence. */
final class Failures {
  private Failures() {}

  static String text(Exception e) {
    if (e instanceof TrainingException
        || e instanceof DataException
        || e instanceof ExportException
        || e instanceof NetworkException
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
    if (e instanceof IOException) {
      return "reading or writing failed: " + e.getMessage();
    }
    return "this is a defect of Serin: " + e;
  }
}
