package io.memsim.internal.pools;

import io.memsim.event.MemoryListener;
import org.jspecify.annotations.Nullable;

/**
 * Where the kernel finds the listener to report to. Shared by all parts of one executor, so that
 * having no listener costs one null check a report.
 */
public final class Listeners {

  private @Nullable MemoryListener current;

  /** Creates a holder without a listener. */
  public Listeners() {}

  /**
   * The listener to report to.
   *
   * @return the listener, or null while there is none
   */
  public @Nullable MemoryListener current() {
    return current;
  }

  /**
   * Adds a listener behind those that are there.
   *
   * @param listener the listener
   */
  public void add(MemoryListener listener) {
    MemoryListener before = current;
    current = before == null ? listener : MemoryListeners.join(before, listener);
  }

  /**
   * Removes a listener.
   *
   * @param listener the listener
   * @return whether it was there
   */
  public boolean remove(MemoryListener listener) {
    MemoryListener before = current;
    if (before == null) {
      return false;
    }
    current = MemoryListeners.without(before, listener);
    return current != before;
  }
}
