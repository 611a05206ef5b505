package io.skep.store.raft.snapshot;

import io.skep.store.InvalidSnapshotException;
import io.skep.store.Version;
import io.skep.store.raft.CorruptLogException;
import io.skep.store.replication.Replica;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of one member. The newest two are kept, and the log from the older one on: if the
 * newest cannot be read, the one before and the log hold the same.
 *
 * <p>{@link #write} on one thread at a time, the rest before or between the engine's calls.
 */
public final class SnapshotFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
  private static final int KEPT = 2;
  private static final String DAMAGED = ".damaged";

  /** What the engine asks which snapshot to send to members that are far behind. */
  private final SimpleStateMachineStorage newest = new SimpleStateMachineStorage();

  private Path directory;
  private Path temporary;

  /** What the engine knows of them. */
  public SimpleStateMachineStorage storage() {
    return newest;
  }

  /**
   * Finds the snapshots in {@code storage} and puts the newest that can be read into {@code
   * replica}.
   *
   * @param logBegins the first entry of the log; -1 if there is none
   * @return which; empty if the log holds everything
   * @throws CorruptLogException if snapshots that can be read and log do not hold everything
   */
  public Optional<Loaded> open(RaftStorage storage, long logBegins, Replica replica)
      throws IOException {
    make(storage);
    removeUnfinished();
    Optional<Loaded> loaded = load(logBegins, replica);
    newest.init(storage);
    return loaded;
  }

  /** Makes room for snapshots in {@code storage}, for whoever only {@linkplain #write writes}. */
  public void make(RaftStorage storage) throws IOException {
    directory = storage.getStorageDir().getStateMachineDir().toPath();
    temporary = storage.getStorageDir().getTmpDir().toPath();
    Files.createDirectories(directory);
  }

  /**
   * Puts the snapshot that the engine got from another member into {@code replica}: the newest and
   * no other, as the engine goes on after it.
   *
   * @throws CorruptLogException if it cannot be read
   */
  public Loaded received(Replica replica) throws IOException {
    newest.loadLatestSnapshot();
    return read(files().get(0), replica);
  }

  private Optional<Loaded> load(long logBegins, Replica replica) throws IOException {
    var damaged = new ArrayList<CorruptLogException>();
    Optional<Loaded> loaded = Optional.empty();
    for (Path file : files()) {
      try {
        loaded = Optional.of(read(file, replica));
        break;
      } catch (CorruptLogException e) {
        damaged.add(e);
      }
    }
    if (loaded.isEmpty() && !damaged.isEmpty() && logBegins != 0) {
      throw damaged.get(0);
    }
    long next = loaded.map(snapshot -> snapshot.at().getIndex() + 1).orElse(0L);
    if (logBegins > next) {
      throw new CorruptLogException(
          directory,
          0,
          "the log begins with entry %d, and entry %d is in no snapshot"
              .formatted(logBegins, next));
    }
    for (CorruptLogException damage : damaged) {
      putAside(damage);
    }
    return loaded;
  }

  private static Loaded read(Path file, Replica replica) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Loaded(place(file), SnapshotFile.read(in, replica));
    } catch (InvalidSnapshotException e) {
      throw new CorruptLogException(file, 0, e.getMessage(), e);
    }
  }

  /** The engine must not send it to others. */
  private static void putAside(CorruptLogException damage) throws IOException {
    Path file = damage.file();
    Path aside = Path.of(file + DAMAGED);
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(digestOf(file));
    LOG.warn(
        "a snapshot is damaged and is not used, as an older one and the log hold the same; it is"
            + " kept as {}: {}",
        aside,
        damage.getCause().getMessage());
  }

  /**
   * Writes {@code image}, which is what the log up to {@code at} has made of a replica. Blocks.
   *
   * @return up to where the log is not needed any more: to the oldest snapshot that is kept
   */
  public long write(Replica.Image image, TermIndex at, Version highest) throws IOException {
    Files.createDirectories(temporary);
    String name = SimpleStateMachineStorage.getSnapshotFileName(at.getTerm(), at.getIndex());
    Path unfinished = temporary.resolve(name);
    MessageDigest digest = md5();
    try (FileChannel channel =
            FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest)) {
      SnapshotFile.write(image, highest, out);
      channel.force(true);
    }
    Path file = directory.resolve(name);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    var md5 = MD5Hash.newInstance(digest.digest());
    MD5FileUtil.saveMD5File(file.toFile(), md5); // From here on it counts.
    try (FileChannel folder = FileChannel.open(directory)) {
      folder.force(true); // The names are the folder's content, and the log is shortened next.
    }
    newest.updateLatestSnapshot(
        new SingleFileSnapshotInfo(new FileInfo(file, md5), at.getTerm(), at.getIndex()));
    return removeOld();
  }

  private long removeOld() throws IOException {
    List<Path> files = files();
    for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
      Files.delete(old);
      Files.deleteIfExists(digestOf(old));
    }
    return files.size() < KEPT ? -1 : place(files.get(KEPT - 1)).getIndex();
  }

  private void removeUnfinished() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (isSnapshot(file) && !Files.exists(digestOf(file))) {
          Files.delete(file); // A crash came before its digest, which is written last.
        }
      }
    }
  }

  /** The finished ones, newest first. */
  private List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(each -> isSnapshot(each) && Files.exists(digestOf(each))).forEach(files::add);
    }
    files.sort(Comparator.comparing(SnapshotFiles::place).reversed());
    return files;
  }

  private static boolean isSnapshot(Path file) {
    return SimpleStateMachineStorage.SNAPSHOT_REGEX
        .matcher(file.getFileName().toString())
        .matches();
  }

  private static TermIndex place(Path file) {
    return SimpleStateMachineStorage.getTermIndexFromSnapshotFile(new File(file.toString()));
  }

  private static Path digestOf(Path file) {
    return MD5FileUtil.getDigestFileForFile(file.toFile()).toPath();
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5"); // The engine's format.
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no MD5", e);
    }
  }

  /**
   * A snapshot that was put into a replica.
   *
   * @param at the last place of the log that it holds
   * @param highest the highest version that any entry up to there carries
   */
  public record Loaded(TermIndex at, Version highest) {}
}
