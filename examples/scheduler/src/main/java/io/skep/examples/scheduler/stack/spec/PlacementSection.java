package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Placement;
import io.skep.api.PlacementPreference;
import io.skep.api.Platform;
import io.skep.api.SpreadOver;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Key;
import io.skep.examples.scheduler.stack.schema.Lists;
import io.skep.examples.scheduler.stack.schema.Scalars;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import io.skep.examples.scheduler.stack.schema.Section;
import io.skep.examples.scheduler.stack.schema.Value;
import io.skep.scheduler.constraint.Constraint;
import io.skep.scheduler.constraint.InvalidConstraintException;
import java.util.List;

/**
 * {@code deploy.placement}, and a service's {@code platform}, which says the same kind of thing.
 */
final class PlacementSection {
  private static final Key<List<Value<String>>> CONSTRAINTS =
      Key.of("constraints", Lists.of(Scalars.TEXT));
  private static final Key<String> SPREAD = Key.of("spread", Scalars.TEXT);
  private static final Key<List<Value<Fields>>> PREFERENCES =
      Key.of("preferences", Lists.of(Section.of("a placement preference").keys(SPREAD).build()));
  private static final Key<Long> MAX_REPLICAS = Key.of("max_replicas_per_node", Scalars.COUNT);

  static final Key<Fields> PLACEMENT =
      Key.of(
          "placement",
          Section.of("placement").keys(CONSTRAINTS, PREFERENCES, MAX_REPLICAS).build());

  static final Key<Platform> PLATFORM =
      Key.of("platform", Scalars.parsed(PlacementSection::platform));

  private PlacementSection() {}

  /** {@code os/architecture[/variant]}; nodes do not say their variant. */
  private static Platform platform(String text) throws ParseException {
    if (!text.matches("[a-zA-Z0-9_.-]+(?:/[a-zA-Z0-9_.-]+){0,2}")) {
      throw new ParseException("'%s' is no platform such as linux/amd64".formatted(text));
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Platform.newBuilder().setOs(text).build();
    }
    int variant = text.indexOf('/', slash + 1);
    return Platform.newBuilder()
        .setOs(text.substring(0, slash))
        .setArchitecture(text.substring(slash + 1, variant < 0 ? text.length() : variant))
        .build();
  }

  static Placement of(Fields service, Fields deploy, Scope scope) {
    Placement.Builder placement = Placement.newBuilder();
    service.get(PLATFORM).ifPresent(placement::addPlatforms);
    deploy.get(PLACEMENT).ifPresent(fields -> describe(fields, placement, scope));
    return placement.build();
  }

  private static void describe(Fields fields, Placement.Builder placement, Scope scope) {
    for (Value<String> constraint : fields.get(CONSTRAINTS, List.of())) {
      checkConstraint(constraint, scope);
      placement.addConstraints(constraint.get());
    }
    placement.setMaxReplicas(fields.get(MAX_REPLICAS, 0L));
    for (Value<Fields> preference : fields.get(PREFERENCES, List.of())) {
      preference
          .get()
          .get(SPREAD)
          .ifPresent(
              descriptor ->
                  placement.addPreferences(
                      PlacementPreference.newBuilder()
                          .setSpread(SpreadOver.newBuilder().setSpreadDescriptor(descriptor))));
    }
  }

  /** A scheduler passes over constraints that it cannot read, so they must not get that far. */
  private static void checkConstraint(Value<String> constraint, Scope scope) {
    try {
      Constraint.parse(constraint.get());
    } catch (InvalidConstraintException unreadable) {
      scope.refuse(constraint, unreadable.getMessage());
    }
  }
}
