package dev.serin.training.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads photos that a list names: a CSV file (RFC 4180) with a header and the columns {@code path},
 * {@code label} and, if wanted, {@code split}; others are passed by. A path is relative to the
 * list's folder, or absolute; {@code photos.zip!/class/1.jpg} is a photo in a zip file, {@code
 * train-images-idx3-ubyte.gz!/000007} the eighth in an IDX file.
 */
final class ListReader {
  /** Between an archive and what lies in it, as in the addresses of Java's jar files. */
  static final String IN_ARCHIVE = "!/";

  private static final Set<String> NEEDED = Set.of("path", "label");

  private final CsvMapper mapper =
      CsvMapper.builder()
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();
  private final PhotoLimits limits;

  ListReader(PhotoLimits limits) {
    this.limits = limits;
  }

  /**
   * @param confined whether photos may lie in the list's folder alone: where the list is a
   *     stranger's
   * @throws DataException naming the line, where the list is not as said above
   */
  PhotoSource read(Path list, String description, boolean confined) {
    Archives archives = new Archives();
    try {
      Map<String, Photo> photos = new TreeMap<>();
      try (MappingIterator<Map<String, String>> rows =
          mapper
              .readerForMapOf(String.class)
              .with(CsvSchema.emptySchema().withHeader())
              .readValues(list.toFile())) {
        while (rows.hasNextValue()) {
          String at = list + " line " + rows.getCurrentLocation().getLineNr() + ": ";
          Map<String, String> row = rows.nextValue();
          Photo photo = photo(row, at, list, confined, archives);
          if (photos.put(photo.name(), photo) != null) {
            throw new DataException(at + photo.name() + " is listed twice");
          }
          limits.checkCount(photos.size(), description);
        }
      }
      return new PhotoSource(description, List.copyOf(photos.values()), 0, archives::close);
    } catch (JsonProcessingException e) {
      archives.close();
      throw new DataException(list + " is not a sound list: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      archives.close();
      throw new DataException("cannot read " + list + ": " + e.getMessage(), e);
    } catch (DataException e) {
      archives.close();
      throw e;
    }
  }

  private Photo photo(
      Map<String, String> row, String at, Path list, boolean confined, Archives archives) {
    for (String column : NEEDED) {
      if (!row.containsKey(column)) {
        throw new DataException(
            at + "no column '" + column + "'; the first line must read path,label[,split]");
      }
    }
    String path = filled(row, "path", at);
    Place place = place(list, path, confined, at);
    Photo.Content content =
        place.entry() == null
            ? () -> limits.read(place.file())
            : archives.content(place.file(), place.entry(), at);
    return new Photo(path, filled(row, "label", at), split(row.get("split"), at), content);
  }

  /**
   * Where a photo is.
   *
   * @param file the photo, or the archive that holds it
   * @param entry the photo in the archive; null where the file is the photo
   */
  private record Place(Path file, @Nullable String entry) {}

  private static Place place(Path list, String path, boolean confined, String at) {
    Path folder = list.toAbsolutePath().normalize().resolveSibling("");
    Path file = resolve(folder, path, confined, at);
    // A folder may be called "hello!": what ends before the mark is an archive only if it is a
    // file.
    for (int cut = path.indexOf(IN_ARCHIVE);
        cut >= 0 && !Files.isRegularFile(file);
        cut = path.indexOf(IN_ARCHIVE, cut + 1)) {
      Path archive = resolve(folder, path.substring(0, cut), confined, at);
      if (Files.isRegularFile(archive)) {
        return new Place(archive, path.substring(cut + IN_ARCHIVE.length()));
      }
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(at + "there is no file " + file);
    }
    return new Place(file, null);
  }

  private static Path resolve(Path folder, String path, boolean confined, String at) {
    Path file;
    try {
      file = folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new DataException(at + path + " is no path of a file: " + e.getReason(), e);
    }
    if (confined && !file.startsWith(folder)) {
      throw new DataException(
          at + path + " leaves the list's folder, which a downloaded list may not");
    }
    return file;
  }

  private static String filled(Map<String, String> row, String column, String at) {
    String value = row.get(column);
    if (value == null || value.isBlank()) {
      throw new DataException(at + "'" + column + "' is empty");
    }
    return value;
  }

  private static @Nullable Split split(@Nullable String name, String at) {
    if (name == null || name.isBlank()) {
      return null;
    }
    return Split.named(name)
        .orElseThrow(
            () ->
                new DataException(
                    at + "split '" + name + "' is none of train, validation and test"));
  }

  /** The archives that a list names, each opened once. */
  private final class Archives {
    private final Map<Path, FileSystem> zips = new LinkedHashMap<>();
    private final Map<Path, Map<String, Photo.Content>> idx = new HashMap<>();

    Photo.Content content(Path archive, String entry, String at) {
      return IdxPhotoReader.isImages(archive)
          ? idx(archive, entry, at)
          : zipped(archive, entry, at);
    }

    private Photo.Content zipped(Path archive, String entry, String at) {
      FileSystem zip = zips.computeIfAbsent(archive, ZipReader::open);
      Path file = zip.getPath("/" + entry);
      if (!Files.isRegularFile(file)) {
        throw new DataException(at + "there is no " + entry + " in " + archive);
      }
      return () -> limits.read(file);
    }

    private Photo.Content idx(Path archive, String entry, String at) {
      Photo.Content content =
          idx.computeIfAbsent(archive, new IdxPhotoReader(limits, List.of())::contents).get(entry);
      if (content == null) {
        throw new DataException(at + "there is no image " + entry + " in " + archive);
      }
      return content;
    }

    void close() {
      for (FileSystem zip : zips.values()) {
        try {
          zip.close();
        } catch (IOException e) {
          throw new DataException("cannot close " + zip + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
