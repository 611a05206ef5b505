package io.skep.examples.scheduler.stack.spec;

import com.google.protobuf.Duration;
import io.skep.api.ContainerSpec.Isolation;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Mappings;
import io.skep.examples.scheduler.stack.schema.Quantities;
import io.skep.examples.scheduler.stack.schema.Reading;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Type;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.examples.scheduler.stack.schema.Words;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlScalar;
import io.skep.examples.scheduler.stack.yaml.YamlSequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a service that say how its containers run. */
final class ContainerSection {
  private static final Type<List<Value<String>>> TEXTS = Lists.of(Scalars.TEXT);
  private static final Type<List<Value<String>>> TEXT_OR_TEXTS = Lists.orSingle(Scalars.TEXT);
  private static final Type<List<String>> WORDS = Scalars.parsed(ShellWords::split);
  private static final Type<List<String>> COMMAND_TYPE = ContainerSection::readCommand;

  static final Key<String> IMAGE = Key.of("image", Scalars.parsed(ImageReference::check));
  static final Key<List<String>> COMMAND = Key.of("command", COMMAND_TYPE);
  static final Key<List<String>> ENTRYPOINT = Key.of("entrypoint", COMMAND_TYPE);
  static final Key<Map<String, String>> LABELS = Key.of("labels", Mappings.labels());
  static final Key<String> WORKING_DIR = Key.of("working_dir", Scalars.TEXT);
  static final Key<String> USER = Key.of("user", Scalars.TEXT);
  static final Key<List<Value<String>>> GROUP_ADD =
      Key.of("group_add", Lists.of(Scalars.TEXT_OR_NUMBER));
  static final Key<String> HOSTNAME = Key.of("hostname", Scalars.TEXT);
  static final Key<Boolean> TTY = Key.of("tty", Scalars.FLAG);
  static final Key<Boolean> STDIN_OPEN = Key.of("stdin_open", Scalars.FLAG);
  static final Key<Boolean> READ_ONLY = Key.of("read_only", Scalars.FLAG);
  static final Key<Boolean> INIT = Key.of("init", Scalars.FLAG);
  static final Key<String> STOP_SIGNAL = Key.of("stop_signal", Scalars.TEXT);
  static final Key<Duration> STOP_GRACE_PERIOD = Key.of("stop_grace_period", Quantities.DURATION);
  static final Key<List<Value<String>>> DNS = Key.of("dns", TEXT_OR_TEXTS);
  static final Key<List<Value<String>>> DNS_SEARCH = Key.of("dns_search", TEXT_OR_TEXTS);
  static final Key<List<Value<String>>> DNS_OPT = Key.of("dns_opt", TEXTS);
  static final Key<List<Value<String>>> CAP_ADD = Key.of("cap_add", TEXTS);
  static final Key<List<Value<String>>> CAP_DROP = Key.of("cap_drop", TEXTS);
  static final Key<Map<String, String>> SYSCTLS = Key.of("sysctls", Mappings.labels());
  static final Key<Long> OOM_SCORE_ADJ = Key.of("oom_score_adj", Scalars.range(-1000, 1000));
  static final Key<Isolation> ISOLATION =
      Key.of(
          "isolation",
          Words.of("default", Isolation.ISOLATION_DEFAULT)
              .or("process", Isolation.ISOLATION_PROCESS)
              .or("hyperv", Isolation.ISOLATION_HYPERV));

  private ContainerSection() {}

  private static Optional<List<String>> readCommand(YamlNode node, Reading reading) {
    if (node instanceof YamlSequence) {
      return TEXTS.read(node, reading).map(Lists::plain);
    }
    boolean empty = node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.EMPTY;
    return empty ? Optional.empty() : WORDS.read(node, reading);
  }
}
