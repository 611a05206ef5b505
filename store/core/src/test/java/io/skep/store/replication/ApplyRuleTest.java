package io.skep.store.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.StoreAction;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.store.Version;
import org.junit.jupiter.api.Test;

class ApplyRuleTest {
  private final ApplyRule rule = new ApplyRule();

  @Test
  void anEntryOnTheNewestVersionTakesEffect() {
    assertThat(rule.admits(entry(1, 5, 6), new Version(5))).isTrue();
  }

  @Test
  void anEntryOnAnotherVersionDoesNot() {
    assertThat(rule.admits(entry(1, 4, 6), new Version(5))).isFalse();
    assertThat(rule.admits(entry(1, 6, 7), new Version(5))).isFalse();
  }

  @Test
  void anEntryThatComesTwiceTakesEffectOnce() {
    assertThat(rule.admits(entry(1, 5, 6), new Version(5))).isTrue();
    assertThat(rule.admits(entry(1, 5, 6), new Version(6))).isFalse();
  }

  @Test
  void anEntryNeverMovesTheVersionBack() {
    assertThat(rule.admits(entry(1, 5, 5), new Version(5))).isFalse();
    assertThat(rule.admits(entry(1, 5, 4), new Version(5))).isFalse();
    assertThat(rule.admits(barrier(1, 5), new Version(5))).isFalse();
    assertThat(rule.admits(barrier(1, 4), new Version(5))).isFalse();
  }

  @Test
  void aBarrierTakesEffectWhateverItsBase() {
    assertThat(rule.admits(barrier(1, 9), new Version(5))).isTrue();
  }

  @Test
  void versionsCompareUnsigned() {
    assertThat(rule.admits(barrier(1, -1), new Version(5))).isTrue();
    assertThat(rule.admits(barrier(-1, -2), new Version(5))).isTrue();
    assertThat(rule.admits(barrier(1, -1), new Version(5))).isFalse();
  }

  @Test
  void aHigherEpochEndsTheLowerOnesEvenWithoutEffect() {
    assertThat(rule.admits(entry(1, 5, 6), new Version(5))).isTrue();
    assertThat(rule.admits(entry(2, 0, 9), new Version(6))).isFalse();
    assertThat(rule.admits(entry(1, 6, 7), new Version(6))).isFalse();
    assertThat(rule.admits(barrier(1, 8), new Version(6))).isFalse();
    assertThat(rule.admits(entry(2, 6, 10), new Version(6))).isTrue();
  }

  @Test
  void anEpochThatHasEndedDoesNotBeginAgain() { // G7; with an image that is older than what came.
    assertThat(rule.admits(barrier(3, 5), new Version(5))).isFalse();

    rule.goOnAt(2);

    assertThat(rule.epoch()).isEqualTo(3);
    assertThat(rule.admits(entry(2, 5, 6), new Version(5))).isFalse();
    rule.goOnAt(-1);
    assertThat(rule.admits(entry(3, 5, 6), new Version(5))).isFalse();
  }

  @Test
  void onlyAnEntryWithoutAnyActionIsABarrier() {
    assertThat(ApplyRule.isBarrier(barrier(1, 1))).isTrue();
    assertThat(ApplyRule.isBarrier(entry(1, 0, 1))).isFalse();
    assertThat(
            ApplyRule.isBarrier(
                LogEntry.newBuilder().addTableActions(TableAction.getDefaultInstance()).build()))
        .isFalse();
  }

  private static LogEntry entry(long epoch, long base, long version) {
    return LogEntry.newBuilder()
        .setEpoch(epoch)
        .setBase(base)
        .setVersion(version)
        .addActions(StoreAction.getDefaultInstance())
        .build();
  }

  private static LogEntry barrier(long epoch, long version) {
    return LogEntry.newBuilder().setEpoch(epoch).setVersion(version).build();
  }
}
