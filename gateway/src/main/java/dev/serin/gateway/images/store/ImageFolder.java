package dev.serin.gateway.images.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.serin.worker.api.EncodedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder of images named by their digests: {@code ab/ab12...}. A file is written under another
 * name in {@code tmp} and renamed, so under its own name it is whole, whoever kills the process.
 * Gateways may share a folder: a file that vanishes is not there, that is all. Files of other names
 * are never touched.
 */
final class ImageFolder {
  private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TEMPORARY = Pattern.compile("[0-9a-f]{64}\\.[0-9a-z-]+");

  private final Path root;
  private final Path temporary;
  private final boolean sync;
  private final String owner;
  private final AtomicLong written = new AtomicLong();

  /**
   * @param sync whether a file is on the disk itself, and not only with the system, once written
   * @param owner tells this writer's unfinished files from others'; lower-case letters and digits
   */
  ImageFolder(Path root, boolean sync, String owner) {
    this.root = root;
    this.temporary = root.resolve("tmp");
    this.sync = sync;
    this.owner = owner;
  }

  /** Writes {@code image} under another name, to be {@linkplain #publish published}. */
  Path write(EncodedImage image) throws IOException {
    String name = image.sha256() + "." + owner + "-" + written.incrementAndGet();
    Path file = temporary.resolve(name);
    try {
      write(image.bytes(), file);
    } catch (NoSuchFileException e) {
      Files.createDirectories(temporary);
      write(image.bytes(), file);
    }
    return file;
  }

  private void write(ByteBuffer bytes, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE, CREATE_NEW)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (sync) {
        channel.force(true);
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      discard(file);
      throw e;
    }
  }

  /** Gives a written file its name. */
  void publish(Path written, Digest digest) throws IOException {
    Path file = file(digest);
    try {
      try {
        Files.move(written, file, ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        Files.createDirectories(file.resolveSibling("."));
        Files.move(written, file, ATOMIC_MOVE);
      }
      if (sync) {
        force(file.resolveSibling("."));
      }
    } catch (IOException e) {
      discard(written);
      throw e;
    }
  }

  /** Makes the names in {@code folder} as durable as the files. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next cleaning takes it: what is thrown is why it was not wanted.
    }
  }

  /**
   * The image, if its file is there.
   *
   * @param sizeMax a larger file is not read
   * @throws DamagedImageException where the bytes are not those that the name promises
   */
  @Nullable EncodedImage read(Digest digest, long sizeMax) throws IOException {
    try (FileChannel channel = FileChannel.open(file(digest), READ, NOFOLLOW_LINKS)) {
      return Verified.read(
          digest.hex(),
          channel.size(),
          sizeMax,
          (buffer, length) -> buffer.writeBytes(channel, buffer.writerIndex(), length));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Its size and its last use; nothing where it is not there. */
  DiskIndex.@Nullable File look(Digest digest, long nowMs) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file(digest), BasicFileAttributes.class, NOFOLLOW_LINKS);
      return found.isRegularFile()
          ? new DiskIndex.File(found.size(), found.lastModifiedTime().toMillis(), nowMs, false)
          : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Notes in the file itself when it was last used; access times are often switched off. */
  void touch(Digest digest, long nowMs) throws IOException {
    try {
      Files.setLastModifiedTime(file(digest), FileTime.fromMillis(nowMs));
    } catch (NoSuchFileException e) {
      // Somebody deleted it at this moment.
    }
  }

  void delete(Digest digest) throws IOException {
    Files.deleteIfExists(file(digest));
  }

  /** Names all images, in no order, until {@code stop}. */
  void scan(Consumer<DiskIndex.Named> found, BooleanSupplier stop, long nowMs) throws IOException {
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(root)) {
      for (Path shard : shards) {
        String start = shard.getFileName().toString();
        if (SHARD.matcher(start).matches() && Files.isDirectory(shard, NOFOLLOW_LINKS)) {
          scan(shard, start, found, stop, nowMs);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      // Nothing was ever stored here.
    }
  }

  private void scan(
      Path shard, String start, Consumer<DiskIndex.Named> found, BooleanSupplier stop, long nowMs)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shard)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (stop.getAsBoolean()) {
          return;
        }
        if (name.startsWith(start) && NAME.matcher(name).matches()) {
          Digest digest = Digest.of(name);
          DiskIndex.File there = look(digest, nowMs);
          if (there != null) {
            found.accept(new DiskIndex.Named(digest, there));
          }
        }
      }
    }
  }

  /**
   * Deletes what dead writers left behind.
   *
   * @param untilMs only what was last written before: younger ones may be another's work
   */
  void clean(long untilMs) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
      for (Path file : files) {
        if (TEMPORARY.matcher(file.getFileName().toString()).matches()
            && Files.getLastModifiedTime(file, NOFOLLOW_LINKS).toMillis() < untilMs) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      // There is no such folder, or another gateway cleans at the same time.
    }
  }

  /** Where the image lies, or would lie. */
  Path file(Digest digest) {
    String hex = digest.hex();
    return root.resolve(hex.substring(0, 2)).resolve(hex);
  }
}
