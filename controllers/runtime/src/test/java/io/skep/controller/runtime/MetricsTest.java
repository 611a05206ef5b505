package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Placement;
import io.skep.controller.Result;
import io.skep.controller.event.EventLog;
import io.skep.controller.event.EventRecorder;
import io.skep.controller.event.StoreEventSink;
import io.skep.controller.lease.Candidate;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.ObjectKey;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The metrics of a whole system, held against the page that documents them. */
class MetricsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z.]+)` \\| (\\w+)(, if [\\w ]+)? \\| ([^|]+) \\| [^|]+ \\|$");
  private static final Pattern TAG_ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\| ([^|]+) \\|$");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");
  private static final Path PAGE =
      Path.of(System.getProperty("skep.root", "../.."), "docs", "metrics.md");

  private static final List<String> CONTROLLERS = List.of("keeper", "watcher");
  private static final String ID = "9f3a7c";

  private final VirtualClock clock = new VirtualClock(5);
  private final Loop loop = clock.loop("loop");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL)
              .withClock(clock)
              .withRandom(new Random(5))
              .withMeters(meters));
  private final StoreManager manager =
      StoreManager.on(List.of(loop), store, ManagerOptions.DEFAULT.withMeters(meters));
  private final EventLog events =
      EventLog.on(loop, new StoreEventSink(store), new Random(6), meters);
  private final EventRecorder recorder = events.recorder("keeper");
  private final StoreFeed feed = new StoreFeed(store, loop);
  private final SharedInformers informers = new SharedInformers(feed, meters);
  private int created;

  /** A row of the page. */
  private record Described(String type, boolean isConditional, Set<String> tags) {}

  /** Two controllers that see every sort of result. */
  private void start() {
    Script<Service> keeper =
        Script.onServices()
            .then(Result.failed(new IllegalStateException("no " + ID)))
            .then(Result.backOff())
            .then(Result.again(Duration.ofSeconds(1)))
            .then(Result.terminal(new IllegalStateException("never " + ID)))
            .then(run -> run.commit(tx -> tx.delete(Kinds.SERVICE, run.id())));
    manager.add("keeper", keeper).add("watcher", Script.onServices());
    manager.start();
    informers.of(Kinds.SERVICE);
    clock.runUntilIdle();
  }

  private void work() {
    feed.start();
    for (int i = 0; i < 5; i++) {
      String id = ID + created++;
      store.update(tx -> tx.create(Kinds.SERVICE, World.service(id)));
      recorder.warning(ObjectKey.of(Kinds.SERVICE, id), "Reason" + id, "text of " + id);
      clock.advance(Duration.ofSeconds(30));
    }
  }

  @Test // rt.M-6
  void everySeriesIsThereAtZeroBeforeAnythingHappens() throws IOException {
    start();

    Set<String> there = names(meters.getMeters());
    Set<String> wanted =
        described().entrySet().stream()
            .filter(row -> !row.getValue().isConditional())
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(there).as("documented metrics that are not there").containsAll(wanted);
    assertThat(meters.find("skep.controller.runs").tag("controller", "keeper").counters())
        .as("a series for each result")
        .hasSize(values().get("result").size());
    for (Meter meter : meters.getMeters()) {
      if (meter instanceof Counter counter) {
        assertThat(counter.count()).as("%s", meter.getId()).isZero();
      } else if (meter instanceof Timer timer && meter.getId().getName().startsWith("skep.")) {
        assertThat(timer.count()).as("%s", meter.getId()).isZero();
      }
    }
  }

  @Test // rt.M-6
  void everyMeterIsDocumentedWithItsTypeAndItsTags() throws IOException {
    start();
    work();

    assertDocumented();
  }

  @Test // rt.M-6
  void whatACandidateForALeaseTellsIsDocumentedToo() throws IOException {
    Set<String> ofCandidates =
        described().keySet().stream()
            .filter(name -> name.startsWith("skep.lease."))
            .collect(Collectors.toSet());
    StoreManager candidate =
        StoreManager.on(
            List.of(loop),
            store,
            ManagerOptions.DEFAULT
                .withMeters(meters)
                .withElection(Candidate.of("billing", "this process")));
    candidate.add(
        "leader", Script.onServices(), ControllerOptions.DEFAULT.withPlacement(Placement.leader()));
    assertThat(ofCandidates).hasSize(3);
    assertThat(names(meters.getMeters())).containsAll(ofCandidates);
    assertThat(meters.get("skep.lease.elections").tag("lease", "billing").counter().count())
        .isZero();

    candidate.start();
    clock.runUntilIdle();

    assertThat(meters.get("skep.lease.elections").counter().count()).isEqualTo(1);
    assertThat(meters.get("skep.lease.leading").gauge().value()).isEqualTo(1);
    assertDocumented();
  }

  private void assertDocumented() throws IOException {
    Map<String, Described> page = described();
    var undocumented = new ArrayList<String>();
    for (Meter meter : meters.getMeters()) {
      Meter.Id id = meter.getId();
      Set<String> tags =
          id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
      Described row = page.get(id.getName());
      if (isPartOfAnother(id)) {
        continue;
      }
      if (row == null || !row.tags().equals(tags) || !row.type().equals(type(id))) {
        undocumented.add("%s %s %s, but the page says %s".formatted(id, type(id), tags, row));
      }
    }
    assertThat(undocumented).isEmpty();
  }

  @Test // rt.M-7
  void tagsHaveFewValuesAndNeverAnId() throws IOException {
    start();
    work();

    Map<String, Set<String>> allowed = values();
    for (Meter meter : meters.getMeters()) {
      for (Tag tag : meter.getId().getTags()) {
        if (!isPartOfAnother(meter.getId())) {
          assertThat(allowed.getOrDefault(tag.getKey(), Set.of()))
              .as("values of %s in %s", tag.getKey(), meter.getId())
              .contains(tag.getValue());
        }
        assertThat(tag.getValue()).doesNotContain(ID).doesNotContain(" ");
      }
    }
    int series = meters.getMeters().size();

    work();
    assertThat(meters.getMeters()).as("more objects, no more series").hasSize(series);
  }

  @Test // rt.M-6
  void runsAreCountedByWhatTheyCameTo() {
    start();
    work();

    for (String result : List.of("failed", "backoff", "again", "terminal", "done")) {
      assertThat(
              meters
                  .get("skep.controller.runs")
                  .tags("controller", "keeper", "result", result)
                  .counter()
                  .count())
          .as(result)
          .isPositive();
    }
  }

  /** The simple registry shows the buckets of a timer as gauges of their own. */
  private static boolean isPartOfAnother(Meter.Id id) {
    return id.getTag("le") != null;
  }

  private static String type(Meter.Id id) {
    return id.getType().name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> names(List<Meter> meters) {
    return meters.stream()
        .map(meter -> meter.getId().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Described> described() throws IOException {
    Map<String, Described> rows = new TreeMap<>();
    for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
      rows.put(
          row.group(1), new Described(row.group(2), row.group(3) != null, words(row.group(4))));
    }
    assertThat(rows).as("rows of %s", PAGE).hasSizeGreaterThan(20);
    return rows;
  }

  /** What each tag may be, as the page says; names from what runs here. */
  private static Map<String, Set<String>> values() throws IOException {
    String page = Files.readString(PAGE);
    Map<String, Set<String>> values = new HashMap<>();
    TAG_ROW
        .matcher(page.substring(page.indexOf("## Tags")))
        .results()
        .forEach(row -> words(row.group(1)).forEach(tag -> values.put(tag, words(row.group(2)))));
    values.put("controller", Set.copyOf(CONTROLLERS));
    values.put("queue", Set.copyOf(CONTROLLERS));
    values.put("kind", Kinds.ALL.stream().map(kind -> kind.name()).collect(Collectors.toSet()));
    return values;
  }

  private static Set<String> words(String text) {
    Stream<String> words = WORD.matcher(text).results().map(word -> word.group(1));
    return words.collect(Collectors.toCollection(TreeSet::new));
  }
}
