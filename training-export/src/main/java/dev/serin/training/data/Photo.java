package dev.serin.training.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A photo that a source offers. Its bytes are read when they are asked for.
 *
 * @param name unique in the source, such as {@code train/glass/12.jpg}
 * @param label name of its class
 * @param split what the source says that it is for; null where it says nothing
 * @param content its bytes
 */
public record Photo(String name, String label, @Nullable Split split, Content content) {

  /** The bytes of a file, read anew each time. Thread-safe. */
  @FunctionalInterface
  public interface Content {
    /**
     * @throws IOException where they cannot be read or are more than the limit
     */
    byte[] read() throws IOException;
  }
}
