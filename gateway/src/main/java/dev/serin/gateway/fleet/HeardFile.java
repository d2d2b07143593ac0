package dev.serin.gateway.fleet;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers over restarts which notices were heeded. */
public final class HeardFile {
  private static final Logger log = LoggerFactory.getLogger(HeardFile.class);

  private final Vertx vertx;
  private final String file;

  /**
   * @param data a directory that is there
   */
  public HeardFile(Vertx vertx, Path data) {
    this.vertx = vertx;
    file = data.resolve("notices.heard").toString();
  }

  /** The number of the last notice; -1 where none was heeded here yet. */
  public Future<Long> read() {
    return vertx
        .fileSystem()
        .exists(file)
        .compose(
            there ->
                there
                    ? vertx.fileSystem().readFile(file).map(this::number)
                    : Future.succeededFuture(-1L));
  }

  /** Keeps the number of the last notice. */
  public Future<Void> write(long number) {
    return vertx.fileSystem().writeFile(file, Buffer.buffer(Long.toString(number) + "\n"));
  }

  private long number(Buffer content) {
    try {
      return Long.parseLong(content.toString().strip());
    } catch (NumberFormatException e) {
      log.warn("{} holds no number: purges of the time before this start are not done again", file);
      return -1;
    }
  }
}
