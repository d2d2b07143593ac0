package dev.serin.gateway.results;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.gateway.cdn.Representation;
import dev.serin.gateway.cdn.SurrogateKeys;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.Sha256;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;

/**
 * Results encoded and hashed once, up to a number of bytes. They hang on the very answer that the
 * result cache holds: what that forgets is never sent again.
 */
public final class ResultDocuments {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  /**
   * @param renewal when the addresses inside are signed anew, in seconds since 1970
   */
  private record Document(Representation representation, long renewal) {}

  private final ResultJson json;
  private final CdnUrls urls;
  private final InstantSource clock;
  private final Cache<Classification, Document> documents;

  /**
   * @param bytesMax most bytes kept
   */
  public ResultDocuments(
      ResultJson json, CdnUrls urls, long bytesMax, InstantSource clock, MeterRegistry meters) {
    this.json = json;
    this.urls = urls;
    this.clock = clock;
    documents =
        Caffeine.newBuilder()
            .weakKeys()
            .maximumWeight(bytesMax)
            .weigher((Classification answer, Document it) -> it.representation().heapBytes())
            .executor(Runnable::run)
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, documents, "documents");
  }

  /** What stands at the address of {@code key}, whose answer is {@code answer}. */
  Representation of(ResultKey key, Classification answer) {
    Document kept = documents.getIfPresent(answer);
    if (kept != null && isCurrent(kept)) {
      return kept.representation();
    }
    long renewal = urls.renewal();
    Document made = new Document(encode(key, answer), renewal);
    documents.put(answer, made);
    return made.representation();
  }

  private boolean isCurrent(Document document) {
    return document.renewal() == Long.MAX_VALUE
        || clock.instant().getEpochSecond() < document.renewal();
  }

  private Representation encode(ResultKey key, Classification answer) {
    Buffer body = json.document(key, answer).toBuffer();
    // Of the bytes, not of the key: computed again in another batch, a last digit may differ.
    return new Representation(
        JSON,
        Sha256.hex(body.getBytes()),
        body,
        SurrogateKeys.image(key.image()),
        SurrogateKeys.model(key.model()),
        SurrogateKeys.version(key.model(), key.version()));
  }
}
