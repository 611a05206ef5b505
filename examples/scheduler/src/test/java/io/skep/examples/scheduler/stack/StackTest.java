package io.skep.examples.scheduler.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.TextFormat;
import io.skep.api.ServiceSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTest {
  private static final ObjectIds NUMBERED =
      new ObjectIds() {
        @Override
        public String network(String name) {
          return "n-" + name;
        }

        @Override
        public String secret(String name) {
          return "s-" + name;
        }

        @Override
        public String config(String name) {
          return "c-" + name;
        }
      };

  @Test
  void idsTakeThePlaceOfNamesWhereAServiceRefersToObjects() throws TextFormat.ParseException {
    ServiceSpec named =
        TextFormat.parse(
            """
            task {
              container {
                image: "app"
                secrets { secret_name: "key" file { name: "k" } }
                configs { config_name: "settings" file { name: "c" } }
                configs { config_name: "login" runtime {} }
                privileges { credential_spec { config: "login" } }
              }
              networks { target: "front" aliases: "web" }
            }
            """,
            ServiceSpec.class);

    assertThat(stack(named).servicesWith(NUMBERED))
        .containsExactly(
            TextFormat.parse(
                """
                task {
                  container {
                    image: "app"
                    secrets { secret_name: "key" secret_id: "s-key" file { name: "k" } }
                    configs { config_name: "settings" config_id: "c-settings" file { name: "c" } }
                    configs { config_name: "login" config_id: "c-login" runtime {} }
                    privileges { credential_spec { config: "c-login" } }
                  }
                  networks { target: "n-front" aliases: "web" }
                }
                """,
                ServiceSpec.class));
  }

  @Test
  void aServiceWithoutReferencesStaysAsItIs() throws TextFormat.ParseException {
    ServiceSpec plain = TextFormat.parse("task { container { image: 'a' } }", ServiceSpec.class);

    assertThat(stack(plain).servicesWith(NUMBERED)).containsExactly(plain);
  }

  private static Stack stack(ServiceSpec service) {
    return new Stack(
        new StackName("s"),
        List.of(service),
        List.of(),
        List.of(),
        List.of(),
        new StandIns(List.of(), List.of(), List.of()),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-a", "_a", "a b", "a.b", "\u00e4", "a23456789012345678901234567890123"})
  void aNameThatNoServiceCouldStartWithIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new StackName(name));
  }
}
