/**
 * Ways to train: in one thread, on several cores by DL4J's ParallelWrapper, or on machines of a
 * cluster. All of them share each step's batch among their workers and average what comes out, so a
 * configuration means the same with any of them: as many steps, at the same learning rates.
 */
@NullMarked
package dev.serin.training.parallel;

import org.jspecify.annotations.NullMarked;
