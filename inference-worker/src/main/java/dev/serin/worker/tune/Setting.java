package dev.serin.worker.tune;

/**
 * One way to run a version.
 *
 * @param lanes batches that run at the same time, at least 1
 * @param intraOpThreads threads of one run, at least 1
 * @param batchSize images of a run, at least 1
 */
public record Setting(int lanes, int intraOpThreads, int batchSize) {}
