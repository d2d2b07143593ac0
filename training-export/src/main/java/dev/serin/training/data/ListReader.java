package dev.serin.training.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads photos that a list names: a CSV file (RFC 4180) with a header and the columns {@code path},
 * {@code label} and, if wanted, {@code split}; others are passed by. A path is relative to the
 * list's folder, or absolute; {@code photos.zip!/class/1.jpg} is a photo in a zip file.
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
    Path file = resolve(list, path, confined, at);
    Photo.Content content =
        path.contains(IN_ARCHIVE)
            ? archives.content(file, path.substring(path.indexOf(IN_ARCHIVE) + 1), at)
            : () -> limits.read(file);
    return new Photo(path, filled(row, "label", at), split(row.get("split"), at), content);
  }

  /** The file, or the archive that holds it. */
  private static Path resolve(Path list, String path, boolean confined, String at) {
    int cut = path.indexOf(IN_ARCHIVE);
    Path folder = list.toAbsolutePath().normalize().resolveSibling("");
    Path file = folder.resolve(cut < 0 ? path : path.substring(0, cut)).normalize();
    if (confined && !file.startsWith(folder)) {
      throw new DataException(
          at + path + " leaves the list's folder, which a downloaded list may not");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(at + "there is no file " + file);
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

  /** The zip files that a list names, each opened once. */
  private final class Archives {
    private final Map<Path, FileSystem> open = new LinkedHashMap<>();

    Photo.Content content(Path archive, String entry, String at) {
      FileSystem zip = open.computeIfAbsent(archive, ZipReader::open);
      Path file = zip.getPath(entry);
      if (!Files.isRegularFile(file)) {
        throw new DataException(at + "there is no " + entry + " in " + archive);
      }
      return () -> limits.read(file);
    }

    void close() {
      for (FileSystem zip : open.values()) {
        try {
          zip.close();
        } catch (IOException e) {
          throw new DataException("cannot close " + zip + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
