package io.skep.store.raft.member;

import java.util.concurrent.ThreadFactory;

/** Makes threads of one name, which do not keep the process alive. Immutable. */
record DaemonThread(String name) implements ThreadFactory {
  @Override
  public Thread newThread(Runnable task) {
    var made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }
}
