package io.memsim.bench.parity;

/** The kinds of actions that a {@link Planner} chooses from. */
enum Kind {
  ACQUIRE,
  RELEASE,
  RELEASE_ALL,
  PUT,
  VALUES,
  SERIALIZED_VALUES,
  COMPUTE,
  GET,
  UNLOCK,
  REMOVE,
  REMOVE_RDD,
  REMOVE_BROADCAST,
  RESERVE,
  RELEASE_UNROLL,
  END_TASK,
  CONSUMER,
  CONSUMER_ACQUIRE,
  CONSUMER_FREE,
  PAGE,
  ARRAY,
  FREE_PAGE,
  SPILL,
  UNMANAGED,
  CANCEL
}
