/**
 * Event logs as the real Spark writes them: recorded from a small application, in every form, and
 * read again by memsim.
 */
package io.memsim.bench.eventlog;
