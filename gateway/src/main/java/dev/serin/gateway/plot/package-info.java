/** Drawings for reports. */
@NullMarked
package dev.serin.gateway.plot;

import org.jspecify.annotations.NullMarked;
