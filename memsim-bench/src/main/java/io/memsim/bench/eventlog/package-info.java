/** Large event logs, and how fast they are read. How to run it stands at each class. */
@NullMarked
package io.memsim.bench.eventlog;

import org.jspecify.annotations.NullMarked;
