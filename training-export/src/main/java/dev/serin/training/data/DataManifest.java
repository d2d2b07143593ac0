package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a network was made of and measured on, photo by photo. The same photos, labels and shares
 * give the same manifest.
 *
 * @param source where the photos are
 * @param digest SHA-256 over all photos with their labels and splits: of the lines {@code sha256
 *     split label name}, ordered by name
 * @param labels names of the classes, in the order of the network's outputs
 * @param totals how many photos
 * @param skipped photos left out, and why
 * @param photos ordered by name
 */
@JsonPropertyOrder({"source", "digest", "labels", "totals", "skipped", "photos"})
public record DataManifest(
    @JsonProperty(value = "source", required = true) String source,
    @JsonProperty(value = "digest", required = true) String digest,
    @JsonProperty(value = "labels", required = true) List<String> labels,
    @JsonProperty(value = "totals", required = true) Totals totals,
    @JsonProperty(value = "skipped", required = true) List<Skipped> skipped,
    @JsonProperty(value = "photos", required = true) List<Item> photos) {

  public static final String FILE_NAME = "data.json";

  /**
   * @param ignored files that are no photos by their names
   */
  @JsonPropertyOrder({"photos", "train", "validation", "test", "ignored"})
  public record Totals(
      @JsonProperty("photos") int photos,
      @JsonProperty("train") int train,
      @JsonProperty("validation") int validation,
      @JsonProperty("test") int test,
      @JsonProperty("ignored") int ignored) {}

  /**
   * @param sha256 of the photo's bytes
   */
  @JsonPropertyOrder({"name", "label", "split", "sha256"})
  public record Item(
      @JsonProperty("name") String name,
      @JsonProperty("label") String label,
      @JsonProperty("split") Split split,
      @JsonProperty("sha256") String sha256) {}

  public DataManifest {
    labels = List.copyOf(labels);
    skipped = List.copyOf(skipped);
    photos = List.copyOf(photos);
  }

  static DataManifest of(
      String source, List<String> labels, List<Item> items, List<Skipped> skipped, int ignored) {
    List<Item> sorted = items.stream().sorted(Comparator.comparing(Item::name)).toList();
    StringBuilder lines = new StringBuilder();
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    for (Item item : sorted) {
      counts.merge(item.split(), 1, Integer::sum);
      lines.append(item.sha256()).append(' ').append(item.split().label()).append(' ');
      lines.append(item.label()).append(' ').append(item.name()).append('\n');
    }
    return new DataManifest(
        source,
        Digests.of(lines.toString().getBytes(StandardCharsets.UTF_8)),
        labels,
        new Totals(
            sorted.size(),
            counts.getOrDefault(Split.TRAIN, 0),
            counts.getOrDefault(Split.VALIDATION, 0),
            counts.getOrDefault(Split.TEST, 0),
            ignored),
        skipped.stream().sorted(Comparator.comparing(Skipped::name)).toList(),
        sorted);
  }

  /** JSON, a line a photo. */
  public void write(Path file) throws IOException {
    DefaultPrettyPrinter lines =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
            .withObjectIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter());
    JsonMapper mapper = new JsonMapper();
    Files.writeString(file, mapper.writer(lines).writeValueAsString(this) + "\n");
  }

  /**
   * @throws DataException where the file is no manifest
   */
  public static DataManifest read(Path file) throws IOException {
    try {
      return new JsonMapper().readValue(Files.readString(file), DataManifest.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new DataException(file + " is no data manifest: " + e.getOriginalMessage(), e);
    }
  }
}
