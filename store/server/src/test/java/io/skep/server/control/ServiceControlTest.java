package io.skep.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.CreateServiceRequest;
import io.skep.api.CreateServiceResponse;
import io.skep.api.GetServiceRequest;
import io.skep.api.GetServiceResponse;
import io.skep.api.Service;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceControlTest {
  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-1, api.C-31, api.C-32
  void aServiceThatWasCreatedIsFoundUnderTheIdThatTheServerChose() {
    Service created = create("web");

    assertThat(created.getId()).matches("[0-9a-z]{25}");
    assertThat(created.hasSpecVersion()).isTrue();
    assertThat(get(created.getId())).isEqualTo(created);
  }

  @Test // api.A-8
  void aServiceThatIsNotThereIsNamed() {
    assertThat(
            rig.refused("GetService", GetServiceRequest.newBuilder().setServiceId("nope").build()))
        .isEqualTo(Refusal.notFound("service nope not found"));
    assertThat(rig.refused("GetService", GetServiceRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
  }

  private Service create(String name) {
    return rig.control(
            "CreateService",
            CreateServiceRequest.newBuilder().setSpec(Specs.service(name)).build(),
            CreateServiceResponse.getDefaultInstance())
        .getService();
  }

  private Service get(String id) {
    return rig.control(
            "GetService",
            GetServiceRequest.newBuilder().setServiceId(id).build(),
            GetServiceResponse.getDefaultInstance())
        .getService();
  }
}
