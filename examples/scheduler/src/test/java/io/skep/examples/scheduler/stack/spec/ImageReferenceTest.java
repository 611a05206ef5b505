package io.skep.examples.scheduler.stack.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis",
        "redis:alpine",
        "a4bc65fd",
        "library/redis:7.2-alpine",
        "ghcr.io/group/sub_group/app-name:v1.0",
        "localhost/app",
        "localhost:5000/app:1",
        "registry:5000/app",
        "Registry/app",
        "[fd00::1]:5000/app",
        "app@" + DIGEST,
        "app:1.0@" + DIGEST,
        "x/a.b__c---d/e",
        "app:_x"
      })
  void aNameOfAnImageIsAccepted(String image) throws ParseException {
    assertThat(ImageReference.check(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1",
        "app:",
        "/app",
        "app/",
        "group//app",
        "App",
        "group/App",
        "app name",
        "app:1:2",
        "app@sha256:abc",
        "app@",
        "-app",
        "a..b",
        "http://registry/app",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void anythingElseIsRefused(String image) {
    assertThatExceptionOfType(ParseException.class).isThrownBy(() -> ImageReference.check(image));
  }
}
