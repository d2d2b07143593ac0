package dev.serin.gateway.admission;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Where a connection comes from, as far as it counts for sharing. An IPv4 address counts whole. Of
 * an IPv6 address the first 64 bits count: one subscriber has all addresses behind them.
 *
 * @param version 4 or 6, or 0 where the address is unknown
 * @param prefix the bits that count
 */
public record ClientAddress(int version, long prefix) {
  public static final ClientAddress UNKNOWN = new ClientAddress(0, 0);

  public static ClientAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? new ClientAddress(4, Integer.toUnsignedLong(bytes.getInt()))
        : new ClientAddress(6, bytes.getLong());
  }
}
