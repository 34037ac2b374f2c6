package io.memsim.simulate;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tasks whose stage has begun, in the order in which Spark launched them. */
final class TaskQueue {

  private final Engine engine;
  private final TreeSet<Integer> pending = new TreeSet<>();
  private boolean scheduling;

  TaskQueue(Engine engine) {
    this.engine = engine;
  }

  void add(int task) {
    pending.add(task);
  }

  /** Puts tasks on free slots, where the log has them or else wherever there is one. */
  void schedule() {
    if (scheduling) {
      return;
    }
    scheduling = true;
    boolean placed = true;
    while (placed) {
      placed = false;
      for (int task : pending) {
        Node node = place(task);
        if (node != null) {
          pending.remove(task);
          engine.launch(task, node);
          placed = true;
          break;
        }
      }
    }
    scheduling = false;
  }

  private @Nullable Node place(int task) {
    int recorded = engine.preparation().placement(engine.scenario(), task, engine.nodes().size());
    if (recorded >= 0) {
      Node node = engine.nodes().get(recorded);
      return node.freeSlots > 0 ? node : null;
    }
    Node best = null;
    for (Node node : engine.nodes()) {
      if (node.freeSlots > 0 && (best == null || node.freeSlots > best.freeSlots)) {
        best = node;
      }
    }
    return best;
  }
}
