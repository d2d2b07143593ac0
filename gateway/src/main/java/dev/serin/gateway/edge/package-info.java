/**
 * Connections below HTTP's handlers: how many there are, how long a request head may take, and what
 * is no request by RFC 9112.
 */
@NullMarked
package dev.serin.gateway.edge;

import org.jspecify.annotations.NullMarked;
