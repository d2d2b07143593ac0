/** A class that DL4J expects at an address where ND4J no longer has it. */
@NullMarked
package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;
