/** Bounded counts: who may come in. Knows nothing of HTTP. */
@NullMarked
package dev.serin.gateway.admission;

import org.jspecify.annotations.NullMarked;
