/** A user's tests as a module. */
module org.example.policy {
  requires io.memsim.testkit;

  opens org.example.policy;
}
