package dev.serin.training.net;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The {@code network} section of a training configuration.
 *
 * @param architecture which network
 * @param channels feature maps of its first stage; the second has twice as many
 * @param hidden width of the dense layer before the output
 * @param dropout probability, 0 to below 1, that a value entering the dense layers is dropped while
 *     training
 */
public record NetworkConfig(
    @JsonProperty(value = "architecture", required = true) Architecture architecture,
    @JsonProperty(value = "channels", required = true) int channels,
    @JsonProperty(value = "hidden", required = true) int hidden,
    @JsonProperty(value = "dropout", required = true) double dropout) {

  private static final int WIDTH_MAX = 4096;

  /** The networks there are. */
  public enum Architecture {
    /**
     * Two convolutions, each with a pooling, and a dense layer, after Y. LeCun et al.,
     * "Gradient-based learning applied to document recognition", 1998.
     */
    @JsonProperty("lenet")
    LENET,
    /**
     * Convolutions with batch normalisation and two residual blocks, after K. He et al., "Deep
     * residual learning for image recognition", 2015.
     */
    @JsonProperty("residual")
    RESIDUAL
  }

  public NetworkConfig {
    if (channels < 1 || channels > WIDTH_MAX) {
      throw new IllegalArgumentException("network.channels must be 1 to 4096, not " + channels);
    }
    if (hidden < 1 || hidden > WIDTH_MAX) {
      throw new IllegalArgumentException("network.hidden must be 1 to 4096, not " + hidden);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("network.dropout must be 0 to below 1, not " + dropout);
    }
  }
}
