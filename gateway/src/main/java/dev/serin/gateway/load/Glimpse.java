package dev.serin.gateway.load;

/**
 * How a turn stands.
 *
 * @param p50 of good answers, in milliseconds
 * @param p99 likewise
 */
record Glimpse(long due, long ok, long refused, long errors, double p50, double p99) {}
