package dev.serin.training.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Networks for tests. */
public final class NetworkConfigs {
  private NetworkConfigs() {}

  /** What the {@code network} section says when it holds {@code yaml}. */
  public static NetworkConfig of(String yaml) {
    try {
      return new YAMLMapper().readValue(yaml, NetworkConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
