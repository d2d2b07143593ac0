/** The measurement that chooses how a version is run, and the file that keeps what it chose. */
@NullMarked
package dev.serin.worker.tune;

import org.jspecify.annotations.NullMarked;
