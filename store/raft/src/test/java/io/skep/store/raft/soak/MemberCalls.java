package io.skep.store.raft.soak;

import io.skep.store.BaseLostException;
import io.skep.store.Origin;
import io.skep.store.ProposalRefusedException;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.StoreBusyException;
import io.skep.store.Tx;
import io.skep.store.VersionConflictException;
import io.skep.store.raft.Member;
import io.skep.store.raft.member.RaftMember;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Does what it is called for. The answer is {@code NUMBER ok RESULT...}; {@code NUMBER no REASON}
 * if nothing has changed and nothing will; {@code NUMBER unknown REASON} for everything else.
 */
final class MemberCalls {
  private static final List<Class<?>> WITHOUT_EFFECT =
      List.of(
          ProposalRefusedException.class,
          StoreBusyException.class,
          BaseLostException.class,
          VersionConflictException.class);

  private final RaftMember member;
  private final Store store;
  private final MemberWatches watches;
  private final Lines lines;
  private final Bug bug;

  MemberCalls(RaftMember member, MemberWatches watches, Lines lines, Bug bug) {
    this.member = member;
    this.watches = watches;
    this.lines = lines;
    this.bug = bug;
    store = member.store();
  }

  void take(String[] call) {
    try {
      run(call).onComplete(done -> answer(call[0], done.succeeded(), done.result(), done.cause()));
    } catch (RuntimeException e) {
      answer(call[0], false, null, e);
    }
  }

  private void answer(String number, boolean succeeded, String result, Throwable cause) {
    if (succeeded) {
      lines.tell(number + " ok " + result);
      return;
    }
    boolean none = WITHOUT_EFFECT.stream().anyMatch(type -> type.isInstance(cause));
    String reason = String.valueOf(cause).replace('\n', ' ');
    lines.tell(number + (none ? " no " : " unknown ") + reason);
  }

  private Future<String> run(String[] call) {
    return switch (call[1]) {
      case "open" -> written(Ledger::open);
      case "read" -> read(call[2]);
      case "write" -> written(tx -> Ledger.write(tx, call[2], call[3]));
      case "cas" ->
          written(tx -> Ledger.compareAndSet(tx, call[2], Long.parseLong(call[3]), call[4]));
      case "transfer" -> transfer(call[2], call[3], Long.parseLong(call[4]));
      case "audit" -> Future.succeededFuture(state(store.view()));
      case "settle" -> member.barrier().map(done -> state(store.view()));
      case "watch" -> watches.begin(call[2]);
      case "resume" -> watches.resume(call[2], Long.parseLong(call[3]));
      case "unwatch" -> watches.end(call[2]);
      case "snapshot" -> member.snapshot().map("");
      case "lead" -> member.transferLeadership(call[2]).map("");
      case "add" -> member.add(new Member(call[2], call[3])).map("");
      case "remove" -> member.remove(call[2]).map("");
      case "members" -> members();
      default -> throw new IllegalArgumentException(String.join(" ", call));
    };
  }

  private Future<String> read(String id) {
    Future<?> newest = bug == Bug.STALE_READS ? Future.succeededFuture() : member.barrier();
    return newest.map(
        done -> {
          ReadTx view = store.view();
          return Ledger.value(view, id) + " " + Ledger.version(view, id);
        });
  }

  private Future<String> written(Consumer<Tx> body) {
    Future<String> written =
        store
            .compute(
                Origin.NONE,
                tx -> {
                  body.accept(tx);
                  return "";
                })
            .map(done -> done.version().toString());
    return bug == Bug.EARLY_ANSWERS && !written.failed() ? Future.succeededFuture("-") : written;
  }

  private Future<String> transfer(String from, String to, long amount) {
    if (bug == Bug.HALF_TRANSFERS) {
      return written(tx -> Ledger.take(tx, from, amount))
          .compose(done -> written(tx -> Ledger.take(tx, to, -amount)));
    }
    return written(tx -> Ledger.transfer(tx, from, to, amount));
  }

  /** {@code VERSION DIGEST TOTAL}. */
  static String state(ReadTx view) {
    return "%s %s %d".formatted(view.version(), Ledger.digest(view), Ledger.total(view));
  }

  private Future<String> members() {
    return member
        .members()
        .map(all -> all.stream().map(each -> each.member().id()).collect(Collectors.joining(" ")));
  }
}
