/** Keyed signatures: on the ids of answers, and on addresses. */
@NullMarked
package dev.serin.gateway.signing;

import org.jspecify.annotations.NullMarked;
