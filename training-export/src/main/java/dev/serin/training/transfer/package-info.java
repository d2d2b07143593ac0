/** Networks of other people as backbones: cut at their features, run, cached, spliced to a head. */
@NullMarked
package dev.serin.training.transfer;

import org.jspecify.annotations.NullMarked;
