package io.skep.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run once for each of many seeds, with a {@link Sim} as a parameter:
 *
 * <pre>{@code
 * @SimTest(seeds = 200)
 * void itScales(Sim sim) {
 *   sim.controller(new Scaler());
 *   ...
 * }
 * }</pre>
 *
 * <p>The seeds are 1, 2, 3 and so on. A test that fails says with which seed; {@code
 * -Dskep.seed=42} then runs exactly that one again, and {@code -Dskep.seeds=10000} runs so many,
 * whatever the annotation says. Both are looked up as JUnit's configuration parameters, which
 * system properties are. After five seeds have failed, the others are left out.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SimTestExtension.class)
public @interface SimTest {
  /** How many seeds are run; positive. */
  int seeds() default 100;
}
