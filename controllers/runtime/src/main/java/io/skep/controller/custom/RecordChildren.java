package io.skep.controller.custom;

import io.skep.api.Annotations;
import java.util.Objects;

/** Children that are records: the spec is what an owner declares. */
record RecordChildren<T>(RecordForm<T> form) implements ChildForm<T> {
  @Override
  public Annotations annotations(T object) {
    return form.shell(object).getAnnotations();
  }

  @Override
  public T withAnnotations(T object, Annotations annotations) {
    return form.withMeta(object, meta(object).withAnnotations(annotations));
  }

  @Override
  public T withId(T object, String id) {
    return form.withId(object, id);
  }

  @Override
  public T merged(T present, T wanted) {
    Object spec = RecordForm.parts(wanted).spec();
    ObjectMeta meta = meta(present);
    ObjectMeta labelled =
        meta.withAnnotations(
            annotations(present).toBuilder().putAllLabels(meta(wanted).labels()).build());
    boolean same = RecordForm.isSame(RecordForm.parts(present).spec(), spec);
    return same && Objects.equals(meta, labelled)
        ? present
        : form.withMeta(same ? present : form.withSpec(present, spec), labelled);
  }

  private ObjectMeta meta(T object) {
    return RecordForm.parts(object).meta();
  }
}
