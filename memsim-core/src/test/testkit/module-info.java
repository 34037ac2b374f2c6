/** The testing kit of memsim: property tests of executor memory and of eviction policies. */
module io.memsim.testkit {
  requires transitive io.memsim.core;
  requires transitive net.jqwik.api;
  requires static transitive org.jspecify;
  // Traces are written with it; the core needs it for nothing else.
  requires com.fasterxml.jackson.core;

  exports io.memsim.testkit;

  // jqwik calls the methods that a test inherits from here.
  opens io.memsim.testkit;
}
