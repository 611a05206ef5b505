package io.skep.manager.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything that can be configured: its name, what it is unless told otherwise, what it does. */
public enum Key {
  DATA("./skep-data", "DIR", "folder where everything is kept; made if it is missing"),
  STORE(
      "durable",
      "WORD",
      "durable: whatever is acknowledged is on the disk; memory: what has changed since the last"
          + " snapshot is lost if the process does not stop in order"),
  MEMBER(
      "none",
      "NAME=HOST:PORT",
      "name of this member of a cluster, and where the other members reach it; none for a manager"
          + " that is alone"),
  CLUSTER("none", "UUID", "names the cluster: a new one, the same for all members"),
  PEERS(
      "none",
      "NAME=HOST:PORT[/HOST:PORT],...",
      "the members that found the cluster, this one among them, and where clients reach each; none"
          + " to wait until one that exists adds this one"),
  MEMBERS_INSECURE(
      "false", "BOOL", "members talk without TLS: on a network that nobody else can reach"),
  READS(
      "local",
      "MODE",
      "what Get and List show in a cluster, unless a call says it: local: what this member has"
          + " applied; linearizable: all that anybody was told before, which takes a round through"
          + " the log; bounded:5s: all that anybody was told more than 5 s ago"),
  WRITES(
      "refuse",
      "WORD",
      "what becomes of writes at a member that follows: refuse: with the address of the one that"
          + " leads; forward: they are passed on to it, which peers must say where clients reach"),
  SNAPSHOT_INTERVAL(
      "1m",
      "TIME",
      "store: memory: how often a snapshot is saved, if this process has not saved that version"),
  USE_PREVIOUS_SNAPSHOT(
      "false", "BOOL", "if the snapshot of store: memory is damaged, begin with the one before it"),
  SOCKET("./skep.sock", "PATH", "socket in the file system for clients; \"none\" for none"),
  SOCKET_TLS("false", "BOOL", "whether clients of the socket must speak TLS"),
  TCP("none", "HOST:PORT", "address for clients with certificates; \"none\" for none"),
  TCP_INSECURE("false", "BOOL", "TCP without TLS and for everybody; only on a loopback address"),
  TLS_CERT("none", "FILE", "certificate of this manager (PEM); the socket has its own without it"),
  TLS_KEY("none", "FILE", "key of this manager (PEM)"),
  TLS_CA("none", "FILE", "who signs the certificates of clients over TCP (PEM)"),
  TLS_RELOAD(
      "1m",
      "TIME",
      "how often those files are looked at for renewed ones, which new connections use; what cannot"
          + " be used is logged, and everything stays as it was"),
  MESSAGE_BYTES("4194304", "N", "the largest request of a client, in bytes"),
  STREAMS_PER_CONNECTION(
      "1000", "N", "how many calls one connection may have open; more wait in the client"),
  WATCHES("10000", "N", "how many watches may be open in all; more are refused"),
  WATCH_STALL(
      "1m", "TIME", "how long a watch may have a client that reads nothing; then it is ended"),
  STREAM_LIFE(
      "5m",
      "TIME",
      "how long a stream of skep.v1 lasts at least, five minutes or more; chance makes it up to"
          + " twice as long, then its client opens another one"),
  OPERATORS(
      "127.0.0.1:9650",
      "HOST:PORT",
      "address of /livez, /readyz, /metrics and /queue, or \"none\""),
  SIMULATE_WORKERS("0", "N", "how many workers to simulate"),
  LOOPS("2", "N", "event loops that the controllers are dealt out to"),
  STOP_LIMIT("20s", "TIME", "limit of each step of an orderly stop"),
  LOG_FORMAT("text", "FORMAT", "text, or json for a line of JSON each"),
  LOG_LEVEL("info", "LEVEL", "error, warn, info, debug or trace");

  private static final String ENVIRONMENT_PREFIX = "SKEP_";

  private final String usual;
  private final String form;
  private final String meaning;

  Key(String usual, String form, String meaning) {
    this.usual = usual;
    this.form = form;
    this.meaning = meaning;
  }

  /** How the file spells it, and with two dashes the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How the command line spells it. */
  public String flag() {
    return "--" + word();
  }

  /** How the environment spells it. */
  public String variable() {
    return ENVIRONMENT_PREFIX + name();
  }

  /** Its value unless told otherwise. */
  public String usual() {
    return usual;
  }

  /** What its value looks like, in a word. */
  public String form() {
    return form;
  }

  /** What it does, in a phrase. */
  public String meaning() {
    return meaning;
  }

  static Optional<Key> ofWord(String word) {
    return Arrays.stream(values()).filter(key -> key.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Key::word).toList();
  }
}
