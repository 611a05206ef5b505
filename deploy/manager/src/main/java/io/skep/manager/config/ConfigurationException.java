package io.skep.manager.config;

import java.util.List;

/** The configuration is wrong. The message has a line for each mistake, with its place. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Several mistakes. */
  public ConfigurationException(List<String> mistakes) {
    super(String.join("\n", mistakes));
  }
}
