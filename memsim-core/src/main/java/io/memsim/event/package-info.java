/**
 * What an executor's memory reports while it works: {@link io.memsim.event.MemoryListener} with
 * primitive arguments, or {@link io.memsim.event.MemoryEvent} records for those who ask for them.
 *
 * @serial exclude
 */
@NullMarked
package io.memsim.event;

import org.jspecify.annotations.NullMarked;
