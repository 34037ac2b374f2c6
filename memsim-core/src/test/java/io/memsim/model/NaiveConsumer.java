package io.memsim.model;

import io.memsim.block.MemoryMode;
import java.util.TreeMap;

/** A consumer, and its pages by number. */
final class NaiveConsumer {

  final String name;
  final long task;
  final MemoryMode mode;
  final Subject.Spill spill;
  final TreeMap<Integer, Long> pages = new TreeMap<>();
  long used;

  NaiveConsumer(String name, long task, MemoryMode mode, Subject.Spill spill) {
    this.name = name;
    this.task = task;
    this.mode = mode;
    this.spill = spill;
  }
}
