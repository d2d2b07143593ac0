/** From the bytes of an image file to the values a network reads; used to serve and to train. */
@NullMarked
package dev.serin.worker.image;

import org.jspecify.annotations.NullMarked;
