package io.skep.informer;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.skep.api.Resource;
import io.skep.store.Kind;
import io.skep.store.Table;

/** Sensors as records of the user's, which the table holds as messages. */
final class SensorKind implements Kind<SensorKind.Sensor> {
  static final SensorKind SENSOR = new SensorKind();

  /** A sensor; {@code stored} is what it was read from, or null. */
  record Sensor(String id, String name, String node, int celsius, Resource stored) {
    Sensor(String id, String name, String node, int celsius) {
      this(id, name, node, celsius, null);
    }

    Sensor withCelsius(int its) {
      return new Sensor(id, name, node, its, stored);
    }
  }

  private SensorKind() {}

  @Override
  public String name() {
    return "sensor";
  }

  @Override
  public Class<Sensor> type() {
    return Sensor.class;
  }

  @Override
  public Table<?> table() {
    return SensorTable.SENSORS;
  }

  @Override
  public String id(Sensor sensor) {
    return sensor.id();
  }

  @Override
  public boolean owns(Message stored) {
    return stored instanceof Resource;
  }

  @Override
  public Sensor decode(Message stored) {
    Resource message = (Resource) stored;
    return new Sensor(
        message.getId(),
        message.getAnnotations().getName(),
        message.getKind(),
        Integer.parseInt(message.getPayload().getValue().toStringUtf8()),
        message);
  }

  @Override
  public Message encode(Sensor sensor) {
    Resource.Builder message =
        sensor.stored() == null ? Resource.newBuilder() : sensor.stored().toBuilder();
    message.setId(sensor.id()).setKind(sensor.node());
    message.getAnnotationsBuilder().setName(sensor.name());
    message
        .getPayloadBuilder()
        .setValue(ByteString.copyFromUtf8(Integer.toString(sensor.celsius())));
    return message.build();
  }
}
