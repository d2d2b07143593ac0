/** Statistics that several packages show. What rollouts decide by is in their own package. */
@NullMarked
package dev.serin.gateway.stats;

import org.jspecify.annotations.NullMarked;
