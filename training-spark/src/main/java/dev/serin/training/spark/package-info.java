/** Training on a cluster by DL4J on Apache Spark. */
@NullMarked
package dev.serin.training.spark;

import org.jspecify.annotations.NullMarked;
