package io.memsim.whatif;

import io.memsim.config.SparkProperty;
import io.memsim.simulate.Cost;
import java.io.Serializable;

/** What can be set differently from one configuration to the next. */
public sealed interface Knob extends Serializable {

  /**
   * How {@code --vary} calls it.
   *
   * @return such as {@code spark.memory.fraction} or {@code rdd.5.level}
   */
  String name();

  /**
   * A property of Spark's that decides about memory.
   *
   * @param property the property
   */
  record Property(SparkProperty property) implements Knob {
    @Override
    public String name() {
      return property.key();
    }
  }

  /**
   * The storage level of an RDD. Values are Spark's names of levels; {@code NONE} is not to cache
   * it.
   *
   * @param rdd the RDD's id
   */
  record Level(int rdd) implements Knob {
    @Override
    public String name() {
      return "rdd." + rdd + ".level";
    }
  }

  /**
   * Whether an RDD is cached: {@code true} is at the level that it has, {@code false} is not at
   * all.
   *
   * @param rdd the RDD's id
   */
  record Cached(int rdd) implements Knob {
    @Override
    public String name() {
      return "rdd." + rdd + ".cache";
    }
  }

  /**
   * Into how many partitions an RDD is split, from 1 on; RDDs that are partitioned like it follow.
   *
   * @param rdd the RDD's id
   */
  record Partitions(int rdd) implements Knob {
    @Override
    public String name() {
      return "rdd." + rdd + ".partitions";
    }
  }

  /** How many executors there are, from 1 on. */
  record Executors() implements Knob {
    @Override
    public String name() {
      return "executors";
    }
  }

  /** How many cores an executor has, and with them how many tasks it runs at a time; from 1 on. */
  record Cores() implements Knob {
    @Override
    public String name() {
      return "cores";
    }
  }

  /** How many of an executor's cores each task takes ({@code spark.task.cpus}); from 1 on. */
  record TaskCpus() implements Knob {
    @Override
    public String name() {
      return "spark.task.cpus";
    }
  }

  /**
   * What moving bytes is taken to cost, where the log does not tell.
   *
   * @param cost the figure of the cost model
   */
  record Assumed(Cost cost) implements Knob {
    @Override
    public String name() {
      return cost.key();
    }
  }
}
