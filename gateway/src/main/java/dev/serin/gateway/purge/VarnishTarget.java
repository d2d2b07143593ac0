package dev.serin.gateway.purge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Varnish with {@code gateway/docs/varnish.vcl}: one BAN for each surrogate key, which takes all
 * URLs of that key at once.
 */
record VarnishTarget(HookClient client, URI url) implements Target {
  static final String KEY_HEADER = "Surrogate-Key";

  @Override
  public String name() {
    return "varnish " + url;
  }

  @Override
  public Future<String> send(Purge purge) {
    return each(purge.keys(), 0);
  }

  private Future<String> each(List<String> keys, int next) {
    return next == keys.size()
        ? Future.succeededFuture("keys banned: " + next)
        : client
            .send("BAN", url, Map.of(KEY_HEADER, keys.get(next)), Buffer.buffer(), Set.of())
            .compose(status -> each(keys, next + 1));
  }
}
