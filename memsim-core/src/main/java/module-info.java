/**
 * The memory of a Spark executor, simulated as Spark has it.
 *
 * <p>Traces and event logs need Jackson's streaming core, event logs that Spark compressed what it
 * compressed them with, and the command line needs picocli: all are optional, so that whoever only
 * embeds an executor brings none of them.
 */
module io.memsim.core {
  requires com.google.common;
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires static com.fasterxml.jackson.core;
  requires static com.github.luben.zstd_jni;
  requires static com.ning.compress.lzf;
  requires static org.lz4.java;
  requires static org.apache.commons.compress;
  requires static info.picocli;

  exports io.memsim.block;
  exports io.memsim.config;
  exports io.memsim.event;
  exports io.memsim.executor;
  exports io.memsim.layout;
  exports io.memsim.policy;
  exports io.memsim.report;
  exports io.memsim.simulate;
  exports io.memsim.trace;
  exports io.memsim.workload;
  exports io.memsim.whatif;

  opens io.memsim.cli to
      info.picocli;
}
