package io.skep.store;

/** A transaction of a batch could not be committed, which ended the batch; earlier ones stay. */
public final class BatchAbortedException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final transient BatchResult soFar;

  /** {@code soFar} is what had become of the steps, {@code cause} why the transaction failed. */
  public BatchAbortedException(BatchResult soFar, StoreException cause) {
    super(
        cause.reason(),
        "batch ended after %d transactions and %d settled steps"
            .formatted(soFar.transactions(), soFar.committed()),
        cause);
    this.soFar = soFar;
  }

  /** What had become of the steps. */
  public BatchResult soFar() {
    return soFar;
  }
}
