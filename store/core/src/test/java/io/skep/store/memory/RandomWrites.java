package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.StoreSnapshot;
import io.skep.store.StoreException;
import io.skep.store.Table;
import io.skep.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Transactions of random creates, updates and deletes, of which many are refused. */
final class RandomWrites {
  private final Random random;
  private final RandomObjects objects;
  private final List<StoreSnapshot> saved = new ArrayList<>();

  /** How many single writes the store refused. */
  int refused;

  RandomWrites(Random random) {
    this.random = random;
    this.objects = new RandomObjects(random);
  }

  /** Some writes; what the store refuses is left out. */
  void transaction(Tx tx) {
    for (int i = random.nextInt(5); i >= 0; i--) {
      try {
        write(tx, objects.oneOf(RandomObjects.TABLES));
      } catch (StoreException e) {
        refused++;
      }
    }
  }

  /** What {@code store} holds now, or held at an earlier call. */
  StoreSnapshot someSnapshot(MemoryStore store) {
    saved.add(store.save(store.view()));
    return objects.oneOf(saved);
  }

  private <M extends Message> void write(Tx tx, Table<M> table) {
    M object = objects.of(table);
    switch (random.nextInt(4)) {
      case 0 -> tx.create(table, object);
      case 1 -> tx.delete(table, table.id(object));
      default -> {
        var stored = tx.get(table, table.id(object));
        if (stored.isPresent()) {
          tx.update(table, table.withMeta(object, table.meta(stored.get())));
        } else {
          tx.create(table, object);
        }
      }
    }
  }
}
