/**
 * The work of an application, read from the event log that Spark wrote of it: {@link
 * io.memsim.workload.EventLogFile} finds the lines of a log of any form.
 */
@NullMarked
package io.memsim.workload;

import org.jspecify.annotations.NullMarked;
