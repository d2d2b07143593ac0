package dev.serin.worker.api;

/**
 * Where the time of one request went, in nanoseconds.
 *
 * @param decode header check, decode and preprocessing
 * @param queue waiting for a decoder, for the batch to fill and for a lane
 * @param inference the run of the whole batch that this image was part of
 */
public record Timings(long decode, long queue, long inference) {}
