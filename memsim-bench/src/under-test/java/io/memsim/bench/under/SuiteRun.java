package io.memsim.bench.under;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.scalatest.Args$;
import org.scalatest.DynaTags;
import org.scalatest.Filter$;
import org.scalatest.Reporter;
import org.scalatest.Suite;
import org.scalatest.events.Event;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestCanceled;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestIgnored;
import org.scalatest.events.TestPending;
import org.scalatest.events.TestSucceeded;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Runs one of Spark's compiled suites in this JVM and writes a line for each of its cases.
 * Arguments: the file to write, the suite, the file with the cases to leave out, and, if not all
 * others are to run, the file with those that are.
 */
final class SuiteRun {

  private static final String LEFT_OUT = "left out";

  private final PrintWriter out;

  private SuiteRun(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    ShadowedClasses.checkInEffect();
    Set<String> leftOut = Set.copyOf(Files.readAllLines(Path.of(args[2])));
    Set<String> only = args.length < 4 ? null : Set.copyOf(Files.readAllLines(Path.of(args[3])));
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(Path.of(args[0]), StandardCharsets.UTF_8))) {
      SuiteRun run = new SuiteRun(out);
      Class<?> suite = Class.forName(args[1]);
      try {
        if (Suite.class.isAssignableFrom(suite)) {
          run.scalaTest((Suite) suite.getDeclaredConstructor().newInstance(), leftOut, only);
        } else {
          run.jUnit(suite, leftOut, only);
        }
      } catch (ReflectiveOperationException | RuntimeException | Error e) {
        run.line(CaseResult.Outcome.FAILED, CaseResult.WHOLE_SUITE, e.toString());
      }
    }
    // Some suites leave threads behind.
    System.exit(0);
  }

  private void scalaTest(Suite suite, Set<String> leftOut, Set<String> only) {
    Map<String, scala.collection.immutable.Set<String>> tags = new HashMap<>();
    for (String name : CollectionConverters.asJava(suite.testNames())) {
      if (leftOut.contains(name) || (only != null && !only.contains(name))) {
        tags.put(name, scalaSet(LEFT_OUT));
      }
    }
    DynaTags ofCases =
        new DynaTags(
            scala.collection.immutable.Map$.MODULE$.empty(),
            scalaMap(Map.of(suite.suiteId(), scalaMap(tags))));
    suite
        .run(
            Option.empty(),
            Args$.MODULE$.apply(
                (Reporter) this::heard,
                Args$.MODULE$.apply$default$2(),
                Filter$.MODULE$.apply(Option.empty(), scalaSet(LEFT_OUT), false, ofCases),
                Args$.MODULE$.apply$default$4(),
                Args$.MODULE$.apply$default$5(),
                Args$.MODULE$.apply$default$6(),
                Args$.MODULE$.apply$default$7(),
                Args$.MODULE$.apply$default$8(),
                Args$.MODULE$.apply$default$9(),
                Args$.MODULE$.apply$default$10()))
        .waitUntilCompleted();
  }

  private void heard(Event event) {
    if (event instanceof TestSucceeded ended) {
      line(CaseResult.Outcome.PASSED, ended.testName(), "");
    } else if (event instanceof TestFailed ended) {
      ended.throwable().foreach(SuiteRun::print);
      line(CaseResult.Outcome.FAILED, ended.testName(), ended.message());
    } else if (event instanceof TestCanceled ended) {
      line(CaseResult.Outcome.CANCELED, ended.testName(), ended.message());
    } else if (event instanceof TestIgnored ended) {
      line(CaseResult.Outcome.IGNORED, ended.testName(), "Spark itself ignores it");
    } else if (event instanceof TestPending ended) {
      line(CaseResult.Outcome.IGNORED, ended.testName(), "Spark itself has it pending");
    } else if (event instanceof SuiteAborted ended) {
      ended.throwable().foreach(SuiteRun::print);
      line(CaseResult.Outcome.FAILED, CaseResult.WHOLE_SUITE, ended.message());
    }
  }

  private static Object print(Throwable failure) {
    failure.printStackTrace();
    return null;
  }

  private void jUnit(Class<?> suite, Set<String> leftOut, Set<String> only) {
    PostDiscoveryFilter wanted =
        test ->
            FilterResult.includedIf(
                test.getSource().orElse(null) instanceof MethodSource method
                    ? !leftOut.contains(method.getMethodName())
                        && (only == null || only.contains(method.getMethodName()))
                    : true);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(List.of(selectClass(suite)))
            .filters(wanted)
            .build();
    LauncherFactory.create().execute(request, new Cases());
  }

  private final class Cases implements TestExecutionListener {

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      line(CaseResult.Outcome.IGNORED, name(test), reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      Throwable failure = result.getThrowable().orElse(null);
      if (failure != null) {
        print(failure);
      }
      if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
        CaseResult.Outcome outcome =
            switch (result.getStatus()) {
              case SUCCESSFUL -> CaseResult.Outcome.PASSED;
              case ABORTED -> CaseResult.Outcome.CANCELED;
              case FAILED -> CaseResult.Outcome.FAILED;
            };
        line(outcome, name(test), failure == null ? "" : failure.toString());
      }
    }

    private String name(TestIdentifier test) {
      return test.getSource().orElse(null) instanceof MethodSource method
          ? method.getMethodName()
          : CaseResult.WHOLE_SUITE;
    }
  }

  private synchronized void line(CaseResult.Outcome outcome, String name, String message) {
    out.println(new CaseResult(name, outcome, message).toLine());
    out.flush();
  }

  private static scala.collection.immutable.Set<String> scalaSet(String element) {
    return CollectionConverters.asScala(Set.of(element)).toSet();
  }

  private static <V> scala.collection.immutable.Map<String, V> scalaMap(Map<String, V> map) {
    return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(map));
  }
}
