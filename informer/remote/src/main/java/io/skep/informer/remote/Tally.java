package io.skep.informer.remote;

/**
 * What has happened to a remote feed so far. Immutable.
 *
 * @param snapshots how many snapshots it has installed
 * @param resumes how many streams went on where an earlier one had ended
 * @param repeats how many commits or changes it had already, and left out
 * @param gaps how many times a stream did not fit what the copy had, so that a snapshot was needed
 * @param setbacks how many snapshots were of another history, or older than the copy: what readers
 *     saw before them may never have lasted
 * @param alarms how many times more than 100 transactions of this process were not in the copy yet,
 *     or one was not after five minutes
 */
public record Tally(
    long snapshots, long resumes, long repeats, long gaps, long setbacks, long alarms) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  Tally snapshot(boolean setback) {
    return new Tally(
        snapshots + 1, resumes, repeats, gaps, setback ? setbacks + 1 : setbacks, alarms);
  }

  Tally resume() {
    return new Tally(snapshots, resumes + 1, repeats, gaps, setbacks, alarms);
  }

  Tally repeat(long more) {
    return more == 0 ? this : new Tally(snapshots, resumes, repeats + more, gaps, setbacks, alarms);
  }

  Tally gap() {
    return new Tally(snapshots, resumes, repeats, gaps + 1, setbacks, alarms);
  }

  Tally alarm() {
    return new Tally(snapshots, resumes, repeats, gaps, setbacks, alarms + 1);
  }
}
