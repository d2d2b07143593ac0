/**
 * The command line that turns images into a proven, servable model version, and its run folder.
 *
 * <p>A run can be repeated: the same configuration, data and number of threads on the same kind of
 * processor give the same model file, byte for byte. On another processor oneDNN may choose other
 * kernels, and sums come out in another order.
 */
@NullMarked
package dev.serin.training;

import org.jspecify.annotations.NullMarked;
