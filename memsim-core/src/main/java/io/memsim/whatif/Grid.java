package io.memsim.whatif;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;

/**
 * All combinations of the values of some axes, counted like an odometer: the last axis turns
 * fastest. Immutable; a combination is made when it is asked for.
 */
public final class Grid implements Serializable {

  private static final long serialVersionUID = 1L;

  /** More combinations than this are a slip of the pen. */
  private static final int MOST = 1_000_000;

  private final List<Axis> axes;
  private final int size;

  private Grid(List<Axis> axes, int size) {
    this.axes = axes;
    this.size = size;
  }

  /**
   * The grid of some axes.
   *
   * @param axes none turns a knob that another one turns; no axes are the recorded configuration
   *     alone
   * @return the grid
   * @throws WhatIfException when two axes turn the same knob, or level and caching of one RDD, or
   *     when there are more than 1,000,000 combinations
   */
  public static Grid of(List<Axis> axes) {
    Set<Object> turned = new HashSet<>();
    long size = 1;
    for (Axis axis : axes) {
      if (!turned.add(subject(axis.knob()))) {
        throw new WhatIfException(axis.knob().name(), "each thing to be varied once");
      }
      size *= axis.values().size();
      if (size > MOST) {
        throw new WhatIfException(
            axis.toString(), "at most " + MOST + " configurations, not " + size + " or more");
      }
    }
    return new Grid(ImmutableList.copyOf(axes), (int) size);
  }

  /** Level and caching are one subject. */
  private static Object subject(Knob knob) {
    return knob instanceof Knob.Cached cached ? new Knob.Level(cached.rdd()) : knob;
  }

  /**
   * The axes.
   *
   * @return in the order given
   */
  public List<Axis> axes() {
    return axes;
  }

  /**
   * The number of combinations.
   *
   * @return from 1 to 1,000,000
   */
  public int size() {
    return size;
  }

  /**
   * One combination.
   *
   * @param index from 0 to below {@link #size}
   * @return the combination at which the odometer stands after so many turns
   * @throws IndexOutOfBoundsException for any other index
   */
  public Variant variant(int index) {
    int rest = Objects.checkIndex(index, size);
    Setting[] settings = new Setting[axes.size()];
    for (int i = settings.length - 1; i >= 0; i--) {
      Axis axis = axes.get(i);
      int count = axis.values().size();
      settings[i] = new Setting(axis.knob(), axis.values().get(rest % count));
      rest /= count;
    }
    return new Variant(List.of(settings));
  }

  /**
   * All combinations, as a view.
   *
   * @return {@link #size} variants
   */
  public List<Variant> variants() {
    return new Variants(this);
  }

  private static final class Variants extends AbstractList<Variant> implements RandomAccess {
    private final Grid grid;

    Variants(Grid grid) {
      this.grid = grid;
    }

    @Override
    public Variant get(int index) {
      return grid.variant(index);
    }

    @Override
    public int size() {
      return grid.size();
    }
  }
}
