package io.memsim.config;

/** The process whose memory is looked at. */
public enum Deployment {
  /** An executor: sized by {@code spark.executor.*}. */
  EXECUTOR,
  /** The driver: sized by {@code spark.driver.*}. */
  DRIVER,
  /** Driver and executor in one JVM ({@code local[N]}): sized by {@code spark.driver.*}. */
  LOCAL
}
