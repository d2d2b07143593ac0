package dev.serin.worker.model;

/** Names one version of one model. */
record VersionKey(String model, String version) {
  @Override
  public String toString() {
    return model + "/" + version;
  }
}
