package dev.serin.gateway.purge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An nginx with the module ngx_cache_purge (or NGINX Plus): one PURGE for each URL. It knows no
 * surrogate keys, so it forgets the URLs that Serin still remembers, and no more.
 */
record NginxTarget(HookClient client, URI url) implements Target {
  /** The module's words for: this was not in the cache. */
  private static final Set<Integer> NOT_THERE = Set.of(404, 412);

  /** Requests under way: a purge may have thousands. */
  private static final int AT_ONCE = 8;

  @Override
  public String name() {
    return "nginx " + url;
  }

  @Override
  public Future<String> send(Purge purge) {
    return each(purge.urls(), 0);
  }

  private Future<String> each(List<String> paths, int next) {
    if (next >= paths.size()) {
      return Future.succeededFuture("URLs purged: " + paths.size());
    }
    int end = Math.min(paths.size(), next + AT_ONCE);
    return Future.all(paths.subList(next, end).stream().map(this::one).toList())
        .compose(all -> each(paths, end));
  }

  private Future<Integer> one(String path) {
    return client.send("PURGE", url.resolve(path), Map.of(), Buffer.buffer(), NOT_THERE);
  }
}
