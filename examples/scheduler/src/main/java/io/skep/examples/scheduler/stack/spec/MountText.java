package io.skep.examples.scheduler.stack.spec;

import io.skep.api.Mount;
import io.skep.api.Mount.BindOptions.Propagation;
import io.skep.api.Mount.VolumeOptions;
import io.skep.examples.scheduler.stack.schema.Scalars.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The short form of a mount: {@code [source:]target[:options]}. A source that looks like a path is
 * one on the node; any other is the name of a volume; none is a volume without name.
 */
final class MountText {
  private static final Map<String, Propagation> PROPAGATIONS =
      Map.of(
          "rprivate", Propagation.RPRIVATE,
          "private", Propagation.PRIVATE,
          "rshared", Propagation.RSHARED,
          "shared", Propagation.SHARED,
          "rslave", Propagation.RSLAVE,
          "slave", Propagation.SLAVE);

  private static final Pattern DRIVE = Pattern.compile("[a-zA-Z]:[\\\\/]");

  private MountText() {}

  static Mount parse(String text) throws ParseException {
    List<String> sections = sections(text);
    if (sections.stream().anyMatch(String::isEmpty)) {
      throw new ParseException(
          text.isEmpty()
              ? "the volume is empty; write source:target"
              : "volume '%s' has nothing between two colons or at an end".formatted(text));
    }
    if (sections.size() > 3) {
      throw new ParseException("volume '%s' has more than three sections".formatted(text));
    }
    if (sections.size() == 1) {
      return Mount.newBuilder().setType(Mount.Type.VOLUME).setTarget(text).build();
    }
    Mount.Builder mount = Mount.newBuilder().setSource(sections.get(0)).setTarget(sections.get(1));
    mount.setType(isPath(mount.getSource()) ? Mount.Type.BIND : Mount.Type.VOLUME);
    if (sections.size() == 3) {
      applyOptions(sections.get(2), mount);
    }
    return mount.build();
  }

  /** Splits at colons, except that of a Windows drive such as {@code C:\data}. */
  private static List<String> sections(String text) {
    List<String> sections = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ':' && !(i == start + 1 && isDrive(text, start))) {
        sections.add(text.substring(start, i));
        start = i + 1;
      }
    }
    sections.add(text.substring(start));
    return sections;
  }

  private static boolean isPath(String source) {
    char first = source.charAt(0);
    return first == '.' || first == '/' || first == '~' || isWindowsPath(source);
  }

  /** Whether {@code path} starts at a drive or a share of Windows. */
  static boolean isWindowsPath(String path) {
    return path.startsWith("\\\\") || isDrive(path, 0);
  }

  private static boolean isDrive(String text, int start) {
    return DRIVE.matcher(text).region(start, text.length()).lookingAt();
  }

  private static void applyOptions(String options, Mount.Builder mount) {
    int start = 0;
    while (start <= options.length()) {
      int comma = options.indexOf(',', start);
      int end = comma < 0 ? options.length() : comma;
      applyOption(options.substring(start, end), mount);
      start = end + 1;
    }
  }

  /** Docker passes over options that it does not know, such as {@code z}; so do we. */
  private static void applyOption(String option, Mount.Builder mount) {
    if (option.equals("ro")) {
      mount.setReadonly(true);
    } else if (option.equals("nocopy") && mount.getType() == Mount.Type.VOLUME) {
      mount.setVolumeOptions(VolumeOptions.newBuilder().setNocopy(true));
    } else if (PROPAGATIONS.containsKey(option) && mount.getType() == Mount.Type.BIND) {
      mount.getBindOptionsBuilder().setPropagation(PROPAGATIONS.get(option));
    }
  }
}
