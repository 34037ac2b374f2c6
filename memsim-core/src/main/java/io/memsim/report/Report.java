package io.memsim.report;

import com.google.common.collect.ImmutableList;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Advice;
import io.memsim.whatif.Candidate;
import io.memsim.whatif.GoalAnswer;
import io.memsim.whatif.MemoryCurve;
import io.memsim.whatif.Variant;
import io.memsim.workload.Workload;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is to be shown of one run of a command: a simulation in detail, and what was found out
 * beside it. Immutable.
 */
public final class Report {
  private final String command;
  private final Workload workload;
  private final SimulationResult result;
  private final Variant given;
  private final List<Candidate> candidates;
  private final @Nullable GoalAnswer goal;
  private final @Nullable MemoryCurve curve;
  private final List<Advice> advice;
  private final List<Accuracy> accuracy;
  private final List<Remedy> doctor;
  private final List<String> notes;

  private Report(Builder builder) {
    command = builder.command;
    workload = builder.workload;
    result = builder.result;
    given = builder.given;
    candidates = ImmutableList.copyOf(builder.candidates);
    goal = builder.goal;
    curve = builder.curve;
    advice = ImmutableList.copyOf(builder.advice);
    accuracy = ImmutableList.copyOf(builder.accuracy);
    doctor = ImmutableList.copyOf(builder.doctor);
    notes = ImmutableList.copyOf(builder.notes);
  }

  /**
   * Begins a report.
   *
   * @param command the command that it is of: {@code simulate} or {@code whatif}; names the schema
   *     of the JSON document
   * @param workload the work
   * @param result its simulation, in detail
   * @return a builder with nothing beside it
   */
  public static Builder of(String command, Workload workload, SimulationResult result) {
    return new Builder(command, workload, result);
  }

  /** Collects a report. Not safe for several threads. */
  public static final class Builder {
    private final String command;
    private final Workload workload;
    private final SimulationResult result;
    private Variant given = Variant.RECORDED;
    private List<Candidate> candidates = List.of();
    private @Nullable GoalAnswer goal;
    private @Nullable MemoryCurve curve;
    private List<Advice> advice = List.of();
    private List<Accuracy> accuracy = List.of();
    private List<Remedy> doctor = List.of();
    private List<String> notes = List.of();

    private Builder(String command, Workload workload, SimulationResult result) {
      this.command = command;
      this.workload = workload;
      this.result = result;
    }

    /**
     * Says what is simulated.
     *
     * @param settings what was set in place of what was recorded
     * @return this builder
     */
    public Builder given(Variant settings) {
      given = settings;
      return this;
    }

    /**
     * Adds the configurations that were tried.
     *
     * @param tried in the order in which they are to be shown
     * @return this builder
     */
    public Builder candidates(List<Candidate> tried) {
      candidates = tried;
      return this;
    }

    /**
     * Adds the answer to a goal.
     *
     * @param answer the answer
     * @return this builder
     */
    public Builder goal(GoalAnswer answer) {
      goal = answer;
      return this;
    }

    /**
     * Adds a curve of memory.
     *
     * @param points the curve
     * @return this builder
     */
    public Builder curve(MemoryCurve points) {
      curve = points;
      return this;
    }

    /**
     * Adds advice.
     *
     * @param list in the order in which it is to be shown
     * @return this builder
     */
    public Builder advice(List<Advice> list) {
      advice = list;
      return this;
    }

    /**
     * Adds how well the simulation reproduces what was recorded.
     *
     * @param list each figure that was compared
     * @return this builder
     */
    public Builder accuracy(List<Accuracy> list) {
      accuracy = list;
      return this;
    }

    /**
     * Adds what would make the next log tell more.
     *
     * @param list each remedy
     * @return this builder
     */
    public Builder doctor(List<Remedy> list) {
      doctor = list;
      return this;
    }

    /**
     * Adds sentences that a reader must know.
     *
     * @param list such as how a setting was understood
     * @return this builder
     */
    public Builder notes(List<String> list) {
      notes = list;
      return this;
    }

    /**
     * Makes the report.
     *
     * @return the report
     */
    public Report build() {
      return new Report(this);
    }
  }

  /**
   * The command.
   *
   * @return {@code simulate} or {@code whatif}
   */
  public String command() {
    return command;
  }

  /**
   * The work.
   *
   * @return the workload of the event log
   */
  public Workload workload() {
    return workload;
  }

  /**
   * The simulation that is shown.
   *
   * @return its result, in detail
   */
  public SimulationResult result() {
    return result;
  }

  /**
   * What was set in place of what was recorded, in the simulation that is shown and in all that
   * were tried.
   *
   * @return {@link Variant#RECORDED} for the log's own configuration
   */
  public Variant given() {
    return given;
  }

  /**
   * The configurations that were tried.
   *
   * @return in order, perhaps none
   */
  public List<Candidate> candidates() {
    return candidates;
  }

  /**
   * The answer to a goal.
   *
   * @return empty when nobody asked
   */
  public Optional<GoalAnswer> goal() {
    return Optional.ofNullable(goal);
  }

  /**
   * The curve of memory.
   *
   * @return empty when nobody asked
   */
  public Optional<MemoryCurve> curve() {
    return Optional.ofNullable(curve);
  }

  /**
   * The advice.
   *
   * @return perhaps none
   */
  public List<Advice> advice() {
    return advice;
  }

  /**
   * How well the simulation reproduces what was recorded.
   *
   * @return perhaps nothing
   */
  public List<Accuracy> accuracy() {
    return accuracy;
  }

  /**
   * What would make the next log tell more.
   *
   * @return perhaps nothing
   */
  public List<Remedy> doctor() {
    return doctor;
  }

  /**
   * What a reader must know.
   *
   * @return sentences, perhaps none
   */
  public List<String> notes() {
    return notes;
  }
}
