package io.memsim.testkittest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes that are expected to fail. */
final class KitLauncher {

  private KitLauncher() {}

  /** The methods of a test class, each with its error or without one. */
  static Outcome run(Class<?> testClass) {
    Outcome outcome = new Outcome(new LinkedHashMap<>(), new LinkedHashMap<>());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(testClass))
            .filters(EngineFilter.includeEngines("jqwik"))
            .configurationParameter("jqwik.database", "")
            .build();
    LauncherFactory.create().execute(request, outcome);
    return outcome;
  }

  record Outcome(Map<String, Throwable> failed, Map<String, Boolean> passed)
      implements TestExecutionListener {

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        String method = test.getDisplayName();
        result
            .getThrowable()
            .ifPresentOrElse(
                error -> failed.put(method, error), () -> passed.put(method, Boolean.TRUE));
      }
    }

    Set<String> failures() {
      return failed.keySet();
    }
  }
}
