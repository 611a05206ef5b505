package io.skep.controller.lease;

import io.skep.store.Store;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** One candidate, and what it has heard. */
final class Standing implements LeaderListener {
  final LeaseElection election;
  final List<String> heard = new ArrayList<>();
  final List<Term> terms = new ArrayList<>();
  private final Loop loop;
  private Future<Void> ending = Future.succeededFuture();

  Standing(String name, Loop loop, Store store) {
    this(Candidate.of("billing", name), loop, store);
  }

  Standing(Candidate candidate, Loop loop, Store store) {
    this.loop = loop;
    election = LeaseElection.on(loop, store, candidate, this);
  }

  Standing start() {
    election.start();
    return this;
  }

  boolean leads() {
    return election.term().isPresent();
  }

  Term term() {
    return terms.get(terms.size() - 1);
  }

  /** From now on, what it does as the leader ends only when the test says so. */
  Promise<Void> dawdle() {
    Promise<Void> promise = Promise.promise();
    ending = promise.future();
    return promise;
  }

  @Override
  public void elected(Term term) {
    if (!loop.isCurrent()) {
      throw new AssertionError("told elsewhere than on its loop");
    }
    heard.add("elected");
    terms.add(term);
  }

  @Override
  public Future<Void> lost(Term term, String reason) {
    heard.add("lost: " + reason);
    return ending;
  }

  @Override
  public void observed(String holder) {
    heard.add("observed " + holder);
  }

  @Override
  public void stopped() {
    heard.add("stopped");
  }
}
