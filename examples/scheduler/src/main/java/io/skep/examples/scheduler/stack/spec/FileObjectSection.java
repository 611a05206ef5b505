package io.skep.examples.scheduler.stack.spec;

import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Section;
import java.util.Map;

/** A secret or a config of the file. */
enum FileObjectSection {
  /** Content that only its containers see. */
  SECRET("secret", 500 * 1024 - 1),
  /** Content that anybody may see. */
  CONFIG("config", 1000 * 1024 - 1);

  static final Key<String> FILE = Key.of("file", Scalars.TEXT);
  static final Key<String> CONTENT = Key.of("content", Scalars.TEXT);
  static final Key<String> ENVIRONMENT = Key.of("environment", Scalars.TEXT);
  static final Key<String> DRIVER = Key.of("driver", Scalars.TEXT);
  static final Key<Map<String, String>> DRIVER_OPTS = Key.of("driver_opts", Mappings.options());
  static final Key<String> TEMPLATE_DRIVER = Key.of("template_driver", Scalars.TEXT);
  static final Key<Map<String, String>> LABELS = Key.of("labels", Mappings.labels());

  static final Section SECRETS =
      Section.of("a secret")
          .keys(External.NAME, External.EXTERNAL, FILE, ENVIRONMENT, LABELS, TEMPLATE_DRIVER)
          .keys(DRIVER, DRIVER_OPTS)
          .build();

  static final Section CONFIGS =
      Section.of("a config")
          .keys(External.NAME, External.EXTERNAL, FILE, ENVIRONMENT, LABELS, TEMPLATE_DRIVER)
          .keys(CONTENT)
          .build();

  private final String word;
  private final int maxBytes;

  FileObjectSection(String word, int maxBytes) {
    this.word = word;
    this.maxBytes = maxBytes;
  }

  /** For messages. */
  String word() {
    return word;
  }

  /** The most bytes that a manager stores for one. It stores at least one. */
  int maxBytes() {
    return maxBytes;
  }
}
