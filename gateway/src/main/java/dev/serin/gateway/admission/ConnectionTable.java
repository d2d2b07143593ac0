package dev.serin.gateway.admission;

import dev.serin.gateway.admission.TrackedConnection.State;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are open, bounded in number. A newcomer to a full table takes the place of a
 * connection that waits: an idle one, or one whose request head is unfinished. It is one of the
 * address that holds most, and there the one that has waited longest. An address never displaces
 * one that holds fewer connections than itself, so a flood displaces its own.
 *
 * <p>Requests take no lock. A connection stays listed as a candidate while it is busy; a newcomer
 * that finds it busy unlists it, and it lists itself again once it waits. So each step of a search
 * is paid for by one listing, and the rest costs the logarithm of the number of addresses.
 */
public final class ConnectionTable {
  private final Permits places;
  private final Map<ClientAddress, Holder> holders = new HashMap<>();

  /** Those with candidates; the one with most connections comes first. */
  private final NavigableSet<Holder> byConnections =
      new TreeSet<>(
          Comparator.<Holder>comparingInt(holder -> -holder.connections)
              .thenComparingLong(holder -> holder.number));

  private long holdersSeen;

  /** An address and its connections. */
  private static final class Holder {
    final ClientAddress address;
    final long number;
    final Set<TrackedConnection> candidates = new LinkedHashSet<>();
    int connections;

    Holder(ClientAddress address, long number) {
      this.address = address;
      this.number = number;
    }
  }

  /**
   * @param places one for each connection; this table alone hands them out
   */
  public ConnectionTable(Permits places) {
    this.places = places;
  }

  /**
   * Takes a connection in.
   *
   * @param displaced told the state it was in once its place has gone to another connection; called
   *     by the thread that opens that one, and must close this one
   * @return nothing where the table is full and no connection may be displaced
   */
  public Optional<TrackedConnection> open(ClientAddress address, Consumer<State> displaced) {
    TrackedConnection opened;
    TrackedConnection victim = null;
    synchronized (this) {
      Optional<Permit> place = places.tryAcquire();
      if (place.isEmpty()) {
        Holder own = holders.get(address);
        victim = displace(own == null ? 1 : own.connections);
        place = places.tryAcquire();
      }
      if (place.isEmpty()) {
        return Optional.empty();
      }
      opened = new TrackedConnection(this, address, place.get(), displaced);
      Holder holder = holders.computeIfAbsent(address, unseen -> new Holder(unseen, holdersSeen++));
      change(holder, 1);
      list(holder, opened);
    }
    if (victim != null) {
      victim.tellDisplaced();
    }
    return Optional.of(opened);
  }

  /** Makes a connection that waits a candidate again. */
  synchronized void list(TrackedConnection connection) {
    Holder holder = holders.get(connection.address());
    if (holder != null && connection.isWaiting() && !connection.listed) {
      list(holder, connection);
    }
  }

  /** Forgets a connection that closed by itself. */
  synchronized void closed(TrackedConnection connection) {
    Holder holder = holders.get(connection.address());
    if (holder != null) {
      unlist(holder, connection);
      remove(holder, connection);
    }
  }

  /**
   * Takes the place of one connection away, if an address with at least {@code connections} has one
   * that waits.
   */
  private @Nullable TrackedConnection displace(int connections) {
    while (!byConnections.isEmpty()) {
      Holder most = byConnections.first();
      if (most.connections < connections) {
        return null;
      }
      TrackedConnection oldest = most.candidates.iterator().next();
      // Unlisted before its state is read: it sets its state before it looks whether it is listed.
      unlist(most, oldest);
      if (oldest.displace()) {
        remove(most, oldest);
        return oldest;
      }
    }
    return null;
  }

  private void list(Holder holder, TrackedConnection connection) {
    connection.listed = true;
    holder.candidates.add(connection);
    byConnections.add(holder);
  }

  private void unlist(Holder holder, TrackedConnection connection) {
    connection.listed = false;
    if (holder.candidates.remove(connection) && holder.candidates.isEmpty()) {
      byConnections.remove(holder);
    }
  }

  private void remove(Holder holder, TrackedConnection connection) {
    connection.giveBackPlace();
    change(holder, -1);
    if (holder.connections == 0) {
      holders.remove(holder.address);
    }
  }

  /** The order of the set depends on the number, so it changes outside of the set. */
  private void change(Holder holder, int by) {
    boolean ordered = byConnections.remove(holder);
    holder.connections += by;
    if (ordered) {
      byConnections.add(holder);
    }
  }
}
