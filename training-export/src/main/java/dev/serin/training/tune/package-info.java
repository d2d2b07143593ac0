/** A search for settings that train well. */
@NullMarked
package dev.serin.training.tune;

import org.jspecify.annotations.NullMarked;
