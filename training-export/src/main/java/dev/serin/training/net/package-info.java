/** Networks: the architectures, and one way to train and ask each. */
@NullMarked
package dev.serin.training.net;

import org.jspecify.annotations.NullMarked;
