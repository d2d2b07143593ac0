package dev.serin.training.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds, checks and reads the data set of a configuration, whatever it is made of. */
public final class DataSetLoader {
  private final IdxLoader idx;

  public DataSetLoader() {
    this.idx = new IdxLoader(new Downloader(), new IdxReader());
  }

  /**
   * @param place where the files are; null to look where the configuration says
   * @throws DataException where the data is not to be had, damaged, or another than pinned
   */
  public DataSet load(DataConfig config, @Nullable Path place) {
    if (config.idx() == null) {
      throw new DataException("data has neither idx nor photos: nothing to train on");
    }
    return place == null ? idx.load(config.idx()) : idx.loadFrom(place, config.idx());
  }
}
