package dev.serin.gateway.cluster;

/**
 * What a process is to the others of its cluster.
 *
 * @param node its id, which no other process has or had
 * @param gateway whether it hears what is said to all gateways
 */
public record Self(String node, boolean gateway) {
  static final String NODE = "serin.node";
  static final String GATEWAY = "serin.gateway";
}
