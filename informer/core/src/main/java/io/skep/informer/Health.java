package io.skep.informer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How an informer is, the most serious first if several apply. Immutable. */
public sealed interface Health {
  /** The first snapshot is not readable yet. */
  record Starting() implements Health {
    @Override
    public boolean isHealthy(Duration patience) {
      return false;
    }
  }

  /** Everything up to {@link Informer#version} can be read and found. */
  record Synced() implements Health {
    @Override
    public boolean isHealthy(Duration patience) {
      return true;
    }
  }

  /**
   * The informer shows an old state, as it has not come to the newest one for more than a second.
   *
   * @param versions how many versions it is behind
   * @param age for how long it has been known that there is something newer than what it shows
   */
  record Lagging(long versions, Duration age) implements Health {
    @Override
    public boolean isHealthy(Duration patience) {
      return age.compareTo(patience) < 0;
    }
  }

  /**
   * The feed has lost its connection and is about to have it back; what was read stays readable.
   *
   * @param since when it was lost
   * @param attempts how often it was tried since
   * @param age how long ago that is
   */
  record Reconnecting(Instant since, int attempts, Duration age) implements Health {
    @Override
    public boolean isHealthy(Duration patience) {
      return age.compareTo(patience) < 0;
    }
  }

  /**
   * The informer follows the store, but some objects cannot be read, or be found by an index,
   * because a function of the user's threw. It heals when those objects change or go.
   *
   * @param problems what is missing and why, a sentence for each function that threw
   */
  record Degraded(List<String> problems) implements Health {
    /** Copies the problems. */
    public Degraded {
      problems = List.copyOf(problems);
    }

    @Override
    public boolean isHealthy(Duration patience) {
      return false;
    }
  }

  /**
   * Nothing changes any more, because of a fault.
   *
   * @param cause the fault
   */
  record Failed(Throwable cause) implements Health {
    @Override
    public boolean isHealthy(Duration patience) {
      return false;
    }
  }

  /**
   * Nothing changes any more, as somebody wanted.
   *
   * @param cause who
   */
  record Stopped(Throwable cause) implements Health {
    @Override
    public boolean isHealthy(Duration patience) {
      return false;
    }
  }

  /**
   * Whether readers get what they may expect. A lost connection or an old state is not ill health
   * before it has lasted for {@code patience}.
   */
  boolean isHealthy(Duration patience);
}
