/** Tiny models and images for tests, made on the spot: of this module, and of those that use it. */
@NullMarked
package dev.serin.worker.testing;

import org.jspecify.annotations.NullMarked;
