package dev.serin.worker.remote;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All workers of the cluster as one. Each request goes to one of them, and to another one, once,
 * where the first could not answer: classification may be repeated without harm. A worker that
 * falls silent is left out, and what it had is asked again elsewhere.
 */
public final class WorkerPool implements InferenceClient {
  private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);

  /** Looks at who is silent, in one silence. */
  private static final int LOOKS = 5;

  /**
   * Who was heard in the last such part of a silence goes before those who were not: where the
   * network is split, several fall silent at once, and what one had must not go to the next.
   */
  private static final int FRESH = 3;

  /** The id of the worker in this process. */
  private static final String HERE = "here";

  /** After so many silences a worker is forgotten. */
  private static final int FORGET = 30;

  /** What another worker may do better. */
  private static final Set<Reason> ELSEWHERE =
      EnumSet.of(
          Reason.CLOSING,
          Reason.OVERLOADED,
          Reason.UNKNOWN_MODEL,
          Reason.UNKNOWN_VERSION,
          Reason.VERSION_NOT_READY);

  private final Vertx vertx;
  private final long silenceNanos;
  private final Wire wire = new Wire(System::nanoTime);
  private final Sender sender;
  private final Balancer balancer =
      new Balancer(bound -> ThreadLocalRandom.current().nextInt(bound));
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private final Map<String, Long> catalogs = new ConcurrentHashMap<>();
  private final MessageConsumer<Buffer> consumer;
  private final long timer;
  private final Load load = new Load(this::delayNanos);
  private volatile @Nullable InferenceClient local;
  private volatile Catalog catalog = Catalog.EMPTY;

  /**
   * @param vertx clustered
   * @param silence a worker that is not heard for so long is left out
   */
  public WorkerPool(Vertx vertx, Duration silence) {
    this.vertx = vertx;
    this.silenceNanos = silence.toNanos();
    this.sender = new Sender(vertx.eventBus(), wire);
    consumer = vertx.eventBus().<Buffer>consumer(Addresses.STATUS, this::heard);
    timer = vertx.setPeriodic(Math.max(1, silence.toMillis() / LOOKS), fired -> look());
  }

  /** Done once workers can be heard. */
  public Future<Void> started() {
    return consumer.completion();
  }

  /** Adds the worker of this process, which is asked without the cluster. */
  public void add(InferenceClient here) {
    local = here;
    members.put(HERE, new Member(HERE, System.nanoTime(), here::classify));
    look();
  }

  /** How many workers requests may go to now. */
  public int open() {
    long now = System.nanoTime();
    return (int) members.values().stream().filter(one -> one.isOpen(now, silenceNanos)).count();
  }

  /** Hears no more of workers; those of other processes go on. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return consumer.unregister();
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Load load() {
    return load;
  }

  @Override
  public Future<Classification> classify(ClassifyRequest request) {
    Optional<Member> first = choose(request, null);
    if (first.isEmpty()) {
      return Future.failedFuture(absent(request));
    }
    return ask(first.get(), request).recover(failure -> again(failure, request, first.get()));
  }

  private Future<Classification> again(Throwable failure, ClassifyRequest request, Member tried) {
    boolean inTime = System.nanoTime() - request.dueNanos() < 0;
    Optional<Member> second =
        mayBeElsewhere(failure) && inTime && !request.cancellation().isCancelled()
            ? choose(request, tried)
            : Optional.empty();
    return second
        .map(member -> ask(member, request))
        .orElseGet(() -> Future.failedFuture(failure))
        .recover(last -> Future.failedFuture(plain(last, inTime)));
  }

  private static Future<Classification> ask(Member member, ClassifyRequest request) {
    return member.classify(request, System::nanoTime);
  }

  private static boolean mayBeElsewhere(Throwable failure) {
    return failure instanceof Sender.Undelivered
        || (failure instanceof InferenceFailure said && ELSEWHERE.contains(said.reason()));
  }

  /** What callers are told. That one worker closes is no news to them. */
  private static Throwable plain(Throwable failure, boolean inTime) {
    boolean closing = failure instanceof InferenceFailure said && said.reason() == Reason.CLOSING;
    if (!closing && !(failure instanceof Sender.Undelivered)) {
      return failure;
    }
    return inTime
        ? new InferenceFailure(Reason.UNREACHABLE, "no worker can be reached", failure)
        : new InferenceFailure(Reason.DEADLINE_EXCEEDED, "the deadline passed", failure);
  }

  private Optional<Member> choose(ClassifyRequest request, @Nullable Member but) {
    String model = request.model();
    String version = request.version();
    long now = System.nanoTime();
    List<Member> open = serving(model, version).filter(member -> member != but).toList();
    List<Member> fresh =
        open.stream().filter(member -> member.isHeard(now, silenceNanos / FRESH)).toList();
    return balancer.choose(
        fresh.isEmpty() ? open : fresh, member -> member.answerNanos(model, version, now));
  }

  /** Who may be asked, in no order that matters. */
  private Stream<Member> serving(String model, String version) {
    String digest = ready(catalog, model, version).map(VersionInfo::digest).orElse(null);
    long now = System.nanoTime();
    return digest == null
        ? Stream.empty()
        : members.values().stream()
            .filter(member -> member.isOpen(now, silenceNanos))
            .filter(
                member ->
                    ready(member.catalog(), model, version)
                        .filter(found -> digest.equals(found.digest()))
                        .isPresent());
  }

  private static Optional<VersionInfo> ready(Catalog in, String model, String version) {
    return in.model(model)
        .flatMap(found -> found.version(version))
        .filter(found -> found.state() == State.READY);
  }

  private InferenceFailure absent(ClassifyRequest request) {
    Optional<ModelInfo> model = catalog.model(request.model());
    if (model.isEmpty()) {
      return new InferenceFailure(Reason.UNKNOWN_MODEL, "no worker has the model");
    }
    Optional<VersionInfo> version = model.get().version(request.version());
    if (version.isEmpty()) {
      return new InferenceFailure(Reason.UNKNOWN_VERSION, "no worker has the version");
    }
    return version.get().state() == State.READY
        ? new InferenceFailure(Reason.UNREACHABLE, "no worker with the version can be reached")
        : new InferenceFailure(Reason.VERSION_NOT_READY, "no worker is ready with the version");
  }

  private long delayNanos(String model, String version) {
    return serving(model, version)
        .mapToLong(member -> member.delayNanos(model, version))
        .min()
        .orElse(0);
  }

  private void heard(Message<Buffer> message) {
    WorkerStatus status = wire.status(message.body());
    String id = status.worker();
    Member member =
        members.computeIfAbsent(
            id,
            added -> {
              log.info("worker {} is there", id);
              return new Member(id, System.nanoTime(), request -> sender.classify(id, request));
            });
    member.heard(new Load(status::delayNanos), status.leaving(), System.nanoTime());
    Long known = catalogs.put(id, status.catalog());
    if (known == null || known != status.catalog()) {
      sender
          .catalog(id)
          .onSuccess(
              latest -> {
                member.serves(latest);
                merge();
              })
          .onFailure(
              cause -> {
                log.debug("worker {} gave no catalog", id, cause);
                catalogs.remove(id);
              });
    }
  }

  /** Takes note of what has changed. It does so by itself too, several times in one silence. */
  public void look() {
    long now = System.nanoTime();
    Member here = members.get(HERE);
    if (here != null && local != null) {
      here.serves(local.catalog());
      here.heard(local.load(), false, now);
    }
    members.values().stream()
        .filter(member -> !member.isHeard(now, silenceNanos))
        .forEach(
            member -> {
              member.lost();
              catalogs.remove(member.id());
            });
    if (members.values().removeIf(member -> !member.isHeard(now, FORGET * silenceNanos))) {
      log.warn("workers that have long been silent are forgotten; {} are left", members.size());
      catalogs.keySet().retainAll(members.keySet());
    }
    merge();
  }

  /** In order of their ids: which catalog comes first must not change from one look to the next. */
  private synchronized void merge() {
    Catalog merged =
        Catalogs.merge(
            members.values().stream()
                .sorted(Comparator.comparing(Member::id))
                .map(Member::catalog)
                .toList());
    if (!merged.equals(catalog)) {
      catalog = merged;
    }
  }
}
