/**
 * The command line: callers of the library with streams in and an exit code out. 0 is success, 1 a
 * divergence from what was recorded, 2 bad input, which gets one line on standard error.
 */
@NullMarked
package io.memsim.cli;

import org.jspecify.annotations.NullMarked;
