package dev.serin.training.data;

import dev.serin.worker.image.InputSpec;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds, checks and reads the data set of a configuration, whatever it is made of. */
public final class DataSetLoader {
  private final IdxLoader idx;
  private final PhotoLoader photos;

  public DataSetLoader() {
    Downloader downloader = new Downloader();
    this.idx = new IdxLoader(downloader, new IdxReader());
    this.photos = new PhotoLoader(downloader);
  }

  /**
   * @param place where the data is; null to look where the configuration says
   * @param orient whether photos are turned as their camera says
   * @param tell hears what is done and what is left out, a line each
   * @return to be closed
   * @throws DataException where the data is not to be had, damaged, or another than pinned
   */
  public DataSet load(
      DataConfig config, @Nullable Path place, InputSpec.Orient orient, Consumer<String> tell) {
    if (config.photos() != null) {
      return photos(config.photos(), place, orient, tell);
    }
    if (config.idx() == null) {
      throw new DataException("data has neither photos nor idx");
    }
    return place == null ? idx.load(config.idx()) : idx.loadFrom(place, config.idx());
  }

  private DataSet photos(
      PhotosConfig config, @Nullable Path place, InputSpec.Orient orient, Consumer<String> tell) {
    PhotoData data =
        photos.load(place == null ? config : config.at(place.toString()), orient, tell);
    return new DataSet(
        data.train(),
        data.validation(),
        data.test(),
        data.labels(),
        data.digest(),
        data.source().description(),
        data.manifest(),
        data::close);
  }
}
