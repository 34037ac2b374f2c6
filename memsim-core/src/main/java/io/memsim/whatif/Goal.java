package io.memsim.whatif;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a configuration shall achieve. A configuration in which a task fails achieves nothing. */
public sealed interface Goal extends Serializable {

  /**
   * Reads a goal.
   *
   * @param text {@code no-eviction}, {@code no-spill}, {@code hit>=0.95} or {@code same-time}
   * @return the goal
   * @throws WhatIfException for any other text
   */
  static Goal parse(String text) {
    return switch (text.strip()) {
      case "no-eviction" -> new NoEviction();
      case "no-spill" -> new NoSpill();
      case "same-time" -> new SameTime();
      default -> HitRatio.parseRatio(text);
    };
  }

  /**
   * How {@code --goal} calls it.
   *
   * @return the text that {@link #parse} reads
   */
  String name();

  /**
   * Whether a configuration achieves it.
   *
   * @param measures what the configuration comes to
   * @param recorded what the recorded configuration comes to, simulated likewise
   * @return true when it does
   */
  boolean isMet(Measures measures, Measures recorded);

  /**
   * The troubles that are in its way.
   *
   * @return what goes wrong when it is not met
   */
  List<Trouble.Kind> obstacles();

  /** No block of an RDD is evicted, and none is refused for want of room. */
  record NoEviction() implements Goal {
    @Override
    public String name() {
      return "no-eviction";
    }

    @Override
    public boolean isMet(Measures measures, Measures recorded) {
      return measures.failures() == 0 && measures.evictions() == 0 && measures.refusedPuts() == 0;
    }

    @Override
    public List<Trouble.Kind> obstacles() {
      return List.of(
          Trouble.Kind.FAILURE,
          Trouble.Kind.EVICTION_FOR_STORAGE,
          Trouble.Kind.EVICTION_FOR_EXECUTION,
          Trouble.Kind.REFUSED_PUT);
    }
  }

  /** No task spills. */
  record NoSpill() implements Goal {
    @Override
    public String name() {
      return "no-spill";
    }

    @Override
    public boolean isMet(Measures measures, Measures recorded) {
      return measures.failures() == 0 && measures.spilledBytes() == 0;
    }

    @Override
    public List<Trouble.Kind> obstacles() {
      return List.of(Trouble.Kind.FAILURE, Trouble.Kind.SPILL);
    }
  }

  /**
   * So large a share of the reads finds its block in memory, see {@link Measures#hitRatio}.
   *
   * @param least from 0 to 1
   */
  record HitRatio(double least) implements Goal {
    private static final Pattern TEXT =
        Pattern.compile("hit\\s*>=\\s*([0-9]{1,3}(?:\\.[0-9]{1,15})?)(%?)");

    /**
     * Checks the ratio.
     *
     * @param least from 0 to 1
     */
    public HitRatio {
      if (!(least >= 0 && least <= 1)) {
        throw new WhatIfException("hit>=" + least, "a ratio from 0 to 1");
      }
    }

    private static HitRatio parseRatio(String text) {
      Matcher matcher = TEXT.matcher(text.strip());
      if (!matcher.matches()) {
        throw new WhatIfException(text, "no-eviction, no-spill, same-time or hit>=0.95");
      }
      BigDecimal ratio = new BigDecimal(matcher.group(1));
      if (!matcher.group(2).isEmpty()) {
        ratio = ratio.movePointLeft(2);
      }
      if (ratio.compareTo(BigDecimal.ONE) > 0) {
        throw new WhatIfException(text, "a ratio from 0 to 1, or a percentage such as hit>=95%");
      }
      return new HitRatio(ratio.doubleValue());
    }

    @Override
    public String name() {
      return "hit>=" + BigDecimal.valueOf(least).stripTrailingZeros().toPlainString();
    }

    @Override
    public boolean isMet(Measures measures, Measures recorded) {
      return measures.failures() == 0 && measures.hitRatio() >= least;
    }

    @Override
    public List<Trouble.Kind> obstacles() {
      return List.of(Trouble.Kind.FAILURE, Trouble.Kind.RECOMPUTATION, Trouble.Kind.DISK_READ);
    }
  }

  /** The application takes no longer than the recorded configuration does. */
  record SameTime() implements Goal {
    @Override
    public String name() {
      return "same-time";
    }

    @Override
    public boolean isMet(Measures measures, Measures recorded) {
      return measures.failures() == 0 && measures.durationMillis() <= recorded.durationMillis();
    }

    @Override
    public List<Trouble.Kind> obstacles() {
      return List.of(
          Trouble.Kind.FAILURE,
          Trouble.Kind.RECOMPUTATION,
          Trouble.Kind.DISK_READ,
          Trouble.Kind.SPILL);
    }
  }
}
