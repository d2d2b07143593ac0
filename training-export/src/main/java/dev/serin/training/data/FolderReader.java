package dev.serin.training.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads photos that lie in folders named by their classes, on disk or in an archive. */
final class FolderReader {
  private final PhotoLimits limits;

  FolderReader(PhotoLimits limits) {
    this.limits = limits;
  }

  /** Looks at each photo that is found, before it is taken. */
  interface Check {
    void see(String name, Path file, long size) throws IOException;
  }

  /**
   * @param description of the place, for people
   * @param open what is to be closed with the source
   * @throws DataException where photos lie in no class, are too many, or the check refuses one
   */
  PhotoSource read(Path root, String description, Check check, Closeable open) {
    Map<String, Path> found = new TreeMap<>();
    int[] ignored = new int[1];
    try {
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              String name = root.relativize(file).toString().replace('\\', '/');
              if (PhotoNames.isPhoto(name) && attributes.isRegularFile()) {
                check.see(name, file, attributes.size());
                found.put(name, file);
                limits.checkCount(found.size(), description);
              } else {
                ignored[0]++;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new DataException("cannot read " + description + ": " + e, e);
    }
    return new PhotoSource(description, photos(found), ignored[0], open);
  }

  /** Photos of these files, by name, whose labels are read off their names. */
  List<Photo> photos(Map<String, Path> files) {
    List<Photo> photos = new ArrayList<>(files.size());
    if (!files.isEmpty()) {
      PhotoLayout layout = PhotoLayout.of(files.keySet());
      files.forEach(
          (name, file) -> {
            PhotoLayout.Place place = layout.place(name);
            photos.add(new Photo(name, place.label(), place.split(), () -> limits.read(file)));
          });
    }
    return photos;
  }
}
