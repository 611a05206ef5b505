package io.skep.informer.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.informer.Event;
import io.skep.informer.Informer;
import io.skep.informer.PetKind;
import io.skep.informer.PetKind.Pet;
import io.skep.informer.Rig;
import io.skep.store.By;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SkippedTest {
  private final Rig rig = new Rig();
  private final Informer<Pet> pets = rig.informers.of(PetKind.PET);

  @BeforeEach
  void thereAreAPetAndOneThatCannotBeRead() {
    rig.commit(PetKind::declare);
    rig.commit(tx -> tx.create(PetKind.PET, new Pet("rex", "ann")));
    rig.commit(tx -> tx.create(Kinds.RESOURCE, PetKind.mutant("blob")));
    rig.start();
  }

  @Test
  @DisplayName("rt.W-11, R03: readers of the store's own objects do without what cannot be decoded")
  void readersDoWithoutWhatCannotBeDecoded() {
    assertThat(pets.reader().list()).extracting(Pet::id).containsExactly("rex");
    assertThat(pets.reader().count()).isEqualTo(1);
    assertThat(pets.reader().get("blob")).isEmpty();
    assertThat(pets.reader().page("", 9)).extracting(Pet::id).containsExactly("rex");
    assertThat(pets.reader().find(By.idPrefix("b"))).isEmpty();
  }

  @Test
  @DisplayName("rt.W-11, R03: handlers do without it, and what comes after it comes")
  void handlersDoWithoutItAndTheFeedGoesOn() {
    List<String> heard = new ArrayList<>();
    rig.addHandler(rig.clock.loop("handler"), pets, event -> heard.add(brief(event)));

    rig.commit(
        tx -> {
          tx.create(Kinds.RESOURCE, PetKind.mutant("slime"));
          tx.create(PetKind.PET, new Pet("tom", "bob"));
        });
    rig.settle();
    rig.delete(Kinds.RESOURCE, "blob");
    rig.settle();

    assertThat(heard).containsExactly("+rex", "+tom");
    assertThat(rig.store.view().find(Kinds.RESOURCE, ResourceKind.byKind("pet"))).hasSize(3);
  }

  private static String brief(Event<Pet> event) {
    return (event instanceof Event.Deleted<Pet> ? "-" : "+") + event.object().id();
  }
}
