package io.skep.examples.scheduler.sample;

import io.skep.examples.scheduler.cluster.Cluster;
import io.skep.examples.scheduler.cluster.ClusterFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The bundled stack and cluster, read from the class path. */
public final class Sample {
  /** What the bundled stack is called. */
  public static final String STACK_NAME = "shop";

  /** The node that dies half-way through. */
  public static final String FAILING_NODE = "finch";

  private static final String STACK = "stack.yml";
  private static final String NODES = "nodes.yml";

  private Sample() {}

  /** The stack file, whole. */
  public static String stackText() {
    return read(STACK);
  }

  /** The five nodes. */
  public static Cluster cluster() {
    return ClusterFile.parse("sample/" + NODES, read(NODES));
  }

  /** What the stack file says will stay pending once {@link #FAILING_NODE} is gone. */
  public static List<ExpectedPending> expectedPending() {
    return ExpectedPending.parse("sample/" + STACK, stackText());
  }

  private static String read(String file) {
    try (InputStream in = Sample.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the program was built without its sample " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
