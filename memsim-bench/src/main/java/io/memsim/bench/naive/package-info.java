/** What one would write with the JDK's collections. */
@NullMarked
package io.memsim.bench.naive;

import org.jspecify.annotations.NullMarked;
