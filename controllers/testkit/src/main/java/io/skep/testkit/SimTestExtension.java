package io.skep.testkit;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What {@link SimTest} means. */
final class SimTestExtension implements TestTemplateInvocationContextProvider {
  /** The one seed to run. */
  static final String SEED = "skep.seed";

  /** How many seeds to run. */
  static final String SEEDS = "skep.seeds";

  /** More failures say little more, and each takes its page. */
  static final int FAILURES = 5;

  private static final Namespace NAMESPACE = Namespace.create(SimTestExtension.class);

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    var failures = new AtomicInteger();
    return seeds(context)
        .takeWhile(seed -> failures.get() < FAILURES)
        .mapToObj(seed -> new Invocation(seed, failures));
  }

  private static LongStream seeds(ExtensionContext context) {
    SimTest test =
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), SimTest.class)
            .orElseThrow();
    return context
        .getConfigurationParameter(SEED, Long::valueOf)
        .map(LongStream::of)
        .orElseGet(() -> LongStream.rangeClosed(1, count(context, test)));
  }

  private static int count(ExtensionContext context, SimTest test) {
    int count = context.getConfigurationParameter(SEEDS, Integer::valueOf).orElse(test.seeds());
    if (count < 1) {
      throw new IllegalArgumentException(
          "%d seeds are none; give at least 1 to @SimTest or to -D%s".formatted(count, SEEDS));
    }
    return count;
  }

  /** One seed. */
  private record Invocation(long seed, AtomicInteger failures)
      implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new SimParameter(seed), new SeedReport(seed, failures));
    }
  }

  /** Gives the test its simulation, which is closed with the test. */
  private record SimParameter(long seed) implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Sim.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(Sim.class, type -> new Sim(seed), Sim.class);
    }
  }

  /** Tells the seed with a failure. */
  private record SeedReport(long seed, AtomicInteger failures)
      implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
        throws Throwable {
      if (failure instanceof TestAbortedException) {
        throw failure;
      }
      failures.incrementAndGet();
      String message =
          "seed %d: %s%n(run it again with -D%s=%d -Dtest=%s#%s)"
              .formatted(
                  seed,
                  failure instanceof AssertionError ? failure.getMessage() : failure,
                  SEED,
                  seed,
                  context.getRequiredTestClass().getSimpleName(),
                  context.getRequiredTestMethod().getName());
      if (failure instanceof AssertionFailedError error && error.isExpectedDefined()) {
        throw new AssertionFailedError(message, error.getExpected(), error.getActual(), failure);
      }
      throw new AssertionFailedError(message, failure);
    }
  }
}
