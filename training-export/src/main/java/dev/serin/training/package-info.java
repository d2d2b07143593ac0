/** The command line that turns images into a proven, servable model version, and its run folder. */
@NullMarked
package dev.serin.training;

import org.jspecify.annotations.NullMarked;
