package io.skep.controller.custom;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/**
 * The three components of a custom record, and how to make one of them.
 *
 * @param names the components in the record's own order
 */
record Components<T>(
    Class<T> type, Constructor<T> constructor, List<String> names, Type specType, Type statusType) {
  private static final List<String> EXPECTED = List.of("meta", "spec", "status");

  static <T> Components<T> of(Class<T> type) {
    RecordComponent[] parts = type.getRecordComponents();
    List<String> names = Arrays.stream(parts).map(RecordComponent::getName).toList();
    if (parts.length != EXPECTED.size() || !names.containsAll(EXPECTED)) {
      throw new IllegalArgumentException(
          "record %s has the components %s; a custom object has exactly %s"
              .formatted(type.getName(), names, EXPECTED));
    }
    try {
      Class<?>[] types =
          Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // So that users need not make their records public.
      return new Components<>(
          type,
          constructor,
          names,
          parts[names.indexOf("spec")].getGenericType(),
          parts[names.indexOf("status")].getGenericType());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "record %s cannot be made: open its package to io.skep.controller or make it public"
              .formatted(type.getName()),
          e);
    }
  }

  T make(ObjectMeta meta, Object spec, Object status) {
    Object[] values = new Object[EXPECTED.size()];
    values[names.indexOf("meta")] = meta;
    values[names.indexOf("spec")] = spec;
    values[names.indexOf("status")] = status;
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("making a " + type.getName() + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("making a " + type.getName() + " failed", e);
    }
  }
}
