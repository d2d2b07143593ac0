package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} section of a training configuration; it has either {@code idx} or {@code
 * photos}.
 *
 * @param idx grey images in files of the MNIST family
 * @param licence terms of the data, for the manifest
 */
public record DataConfig(
    @JsonProperty("idx") @Nullable IdxConfig idx,
    @JsonProperty(value = "licence", required = true) String licence) {}
