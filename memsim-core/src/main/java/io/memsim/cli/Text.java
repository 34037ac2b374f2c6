package io.memsim.cli;

import io.memsim.block.MemoryMode;
import io.memsim.event.EvictionCause;
import io.memsim.trace.Expectation;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Operation;
import io.memsim.trace.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts operations and their outcomes into words. */
final class Text {
  private Text() {}

  /** A number with its thousands set apart. */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count with the right form of its noun. */
  static String count(long count, String noun) {
    return number(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** A share, never rounded up to one that was not reached. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", Math.floor(share * 1000) / 10);
  }

  static String operation(Operation operation) {
    String what = operation.op() + " ";
    if (operation instanceof Operation.Put put) {
      return what + put.block() + ' ' + number(put.bytes()) + ' ' + put.level() + by(put.task());
    } else if (operation instanceof Operation.PutValues put) {
      String unrolled = put.unroll().isEmpty() ? "" : ", " + count(put.unroll().size(), "check");
      return what
          + put.block()
          + ' '
          + number(put.bytes())
          + ' '
          + put.level()
          + unrolled
          + by(put.task());
    } else if (operation instanceof Operation.Get get) {
      return what + get.block() + (get.hold() ? " and hold it" : "") + by(get.task());
    } else if (operation instanceof Operation.Unlock unlock) {
      return what + unlock.block() + by(unlock.task());
    } else if (operation instanceof Operation.Remove remove) {
      return what + remove.block();
    } else if (operation instanceof Operation.RemoveRdd remove) {
      return what + remove.rdd();
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      return what + remove.broadcast();
    }
    return what + rest(operation);
  }

  private static String rest(Operation operation) {
    if (operation instanceof Operation.AcquireExecution acquire) {
      return number(acquire.bytes()) + mode(acquire.mode()) + by(acquire.task());
    } else if (operation instanceof Operation.ReleaseExecution release) {
      return number(release.bytes()) + mode(release.mode()) + by(release.task());
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      return reserve.block()
          + " "
          + number(reserve.bytes())
          + mode(reserve.mode())
          + by(reserve.task());
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      return number(release.bytes()) + mode(release.mode()) + by(release.task());
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      return "of task " + release.task();
    } else if (operation instanceof Operation.EndTask end) {
      return Long.toString(end.task());
    } else if (operation instanceof Operation.Consumer consumer) {
      return consumer.consumer()
          + mode(consumer.mode())
          + " spilling "
          + consumer.spill()
          + by(consumer.task());
    } else if (operation instanceof Operation.ConsumerAcquire acquire) {
      return acquire.consumer() + " " + number(acquire.bytes());
    } else if (operation instanceof Operation.ConsumerFree free) {
      return free.consumer() + " " + number(free.bytes());
    } else if (operation instanceof Operation.Unmanaged unmanaged) {
      return unmanaged.component() + " uses " + number(unmanaged.bytes()) + mode(unmanaged.mode());
    }
    return "";
  }

  private static String mode(MemoryMode mode) {
    return mode == MemoryMode.OFF_HEAP ? " off-heap" : "";
  }

  private static String by(long task) {
    return task == Operation.NO_TASK ? "" : ", task " + task;
  }

  /** The operation's own answer in a word or two. */
  static String answer(Outcome outcome) {
    if (outcome.answer().error()) {
      return "refused";
    }
    Answer answer = outcome.answer().answer();
    if (answer.waiting() != null) {
      return "waits";
    } else if (answer.granted() != null) {
      return "granted " + number(answer.granted());
    } else if (answer.stored() != null) {
      return answer.stored().name() + unroll(answer);
    } else if (answer.from() != null) {
      return "from " + answer.from() + unroll(answer);
    } else if (answer.reserved() != null) {
      return answer.reserved() ? "reserved" : "not reserved";
    } else if (answer.removed() != null) {
      return "removed " + answer.removed();
    } else if (answer.freed() != null) {
      return "freed " + number(answer.freed());
    }
    return "";
  }

  private static String unroll(Answer answer) {
    return answer.unrollHeld() == null || answer.unrollHeld() == 0
        ? ""
        : ", unroll held " + number(answer.unrollHeld());
  }

  /** What else happened, one line each. */
  static List<String> effects(Outcome outcome) {
    List<String> lines = new ArrayList<>();
    if (outcome.refusal() != null) {
      lines.add("Spark throws: " + outcome.refusal());
    }
    if (outcome.failure() != null) {
      lines.add(
          "no room in memory: short of "
              + number(outcome.missing())
              + " ("
              + outcome.failure()
              + ")");
    }
    Expectation answer = outcome.answer();
    for (int i = 0; i < answer.evicted().size(); i++) {
      Expectation.Evicted one = answer.evicted().get(i);
      EvictionCause cause = outcome.causes().get(i);
      lines.add(
          "evicted "
              + one.block()
              + " "
              + number(one.bytes())
              + " to "
              + one.to()
              + " for "
              + cause);
    }
    for (Expectation.Spilled one : answer.spilled()) {
      lines.add("spilled " + one.consumer() + " " + number(one.bytes()));
    }
    for (Expectation.Woken one : answer.woken()) {
      lines.add("woke task " + one.task() + " with " + number(one.granted()));
    }
    for (long task : outcome.stranded()) {
      lines.add("task " + task + " waits, and no other task is left to wake it");
    }
    return lines;
  }
}
