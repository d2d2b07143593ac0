package dev.serin.gateway.purge;

import java.time.Instant;
import java.util.List;

/**
 * What caches are to forget. Each kind of cache goes by the keys or by the URLs.
 *
 * @param id counts from 1 in each process
 * @param reason for people
 * @param keys surrogate keys, as answers carried them
 * @param urls paths of the same that this gateway knows of, at most {@link #URLS_MAX}; a cache may
 *     hold more
 * @param urlsLeftOut how many more it knew of
 */
record Purge(
    long id, Instant at, String reason, List<String> keys, List<String> urls, int urlsLeftOut) {
  /** Most URLs of one purge: what is more goes by its key, or by its age. */
  static final int URLS_MAX = 10_000;
}
