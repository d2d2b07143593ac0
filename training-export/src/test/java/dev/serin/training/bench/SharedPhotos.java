package dev.serin.training.bench;

import dev.serin.training.data.Examples;
import dev.serin.training.data.Preparation;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Photos with the classes of ImageNet.
 *
 * @param values of each photo, as the preprocessing gives them
 */
record SharedPhotos(List<float[]> values, List<Integer> labels) implements Examples {

  /**
   * @param firstClass index of the first class: 1 where 0 is the background
   */
  static SharedPhotos read(Preparation preparation, int firstClass)
      throws IOException, ImageException {
    Path folder = SharedData.require("data/photos");
    List<String> synsets =
        Files.readAllLines(SharedData.require("data/models/imagenet_1000_synset.txt")).stream()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .toList();
    List<float[]> values = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".JPEG")).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      values.add(preparation.prepareFile(Files.readAllBytes(file)));
      labels.add(firstClass + synsets.indexOf(name.substring(0, name.indexOf('_'))));
    }
    return new SharedPhotos(values, labels);
  }

  /** Every {@code of}-th photo, or all the others. */
  SharedPhotos part(int of, boolean others) {
    SharedPhotos part = new SharedPhotos(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < values.size(); i++) {
      if ((i % of == 0) != others) {
        part.values.add(values.get(i));
        part.labels.add(labels.get(i));
      }
    }
    return part;
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public int label(int i) {
    return labels.get(i);
  }

  @Override
  public int valuesPerExample() {
    return values.get(0).length;
  }

  @Override
  public void write(int i, float[] target, int at) {
    System.arraycopy(values.get(i), 0, target, at, valuesPerExample());
  }
}
