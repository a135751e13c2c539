package org.duima.karaf.smoke.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duima.demo.day.Message;
import org.duima.demo.day.Stay;

/**
 * A generated stay.
 *
 * @param index its place in the run; with the seed it gives the same stay again
 * @param kind kind of stay
 * @param fault what is wrong with it, null if nothing is
 * @param messages in the order they are sent
 * @param settlements setl_id with how its list ends, oldest first
 * @param unsettled how the stay ends that has no settlement, null if it has one
 */
public record DrillStay(
    int index,
    String kind,
    Fault fault,
    Stay stay,
    List<Message> messages,
    List<Wanted> settlements,
    Ending unsettled) {

  /** How the list of a settlement must end. */
  public record Wanted(String setlId, Ending ending) {}

  /** What it is called where it went wrong. */
  public String name() {
    return "#%d %s %s %s %s%s"
        .formatted(
            index,
            kind,
            stay.visit(),
            stay.via(),
            stay.version(),
            fault == null ? "" : " fault " + fault.id());
  }

  /**
   * Writes its messages as files, for {@code ./duima assemble}.
   *
   * @return the folder of the files
   */
  public Path write(Path directory) {
    Path folder = directory.resolve(stay.visit());
    try {
      Files.createDirectories(folder);
      int number = 0;
      for (Message message : messages) {
        String extension = message.kind() == Message.Kind.HL7 ? "hl7" : "json";
        String name = message.name().replace('^', '_');
        Files.write(
            folder.resolve("%03d-%s.%s".formatted(++number, name, extension)), message.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }
}
