package io.skep.api.wire;

/** The names of Skep's own metadata of calls, which servers and clients have to agree on. */
public final class CallMetadata {
  /** In a call: how new what it reads must be, such as {@value #LINEARIZABLE}. */
  public static final String READS = "skep-reads";

  /** In a refusal: where the server is that leads, {@code HOST:PORT}. */
  public static final String LEADER = "skep-leader";

  /** In a call that a server passes on: the role of who made it. */
  public static final String FORWARDED = "skep-forwarded";

  /** In such a call: the node of who made it, if that is known. */
  public static final String FORWARDED_NODE = "skep-forwarded-node";

  /** For {@link #READS}: nothing is missing that anybody was told before the call. */
  public static final String LINEARIZABLE = "linearizable";

  private CallMetadata() {}
}
