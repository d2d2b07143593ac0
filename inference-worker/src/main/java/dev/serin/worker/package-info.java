/** The worker's wiring: one public factory, the verticles and their lanes. */
@NullMarked
package dev.serin.worker;

import org.jspecify.annotations.NullMarked;
