package org.duima.demo.day;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes all messages of the day as files, for people and for the offline commands. */
public final class WriteDay {
  private WriteDay() {}

  /**
   * Writes {@code DIR/VISIT/NNN-NAME.hl7}, {@code .json} or {@code .xml} for each message, in the
   * order of each stay, and {@code DIR/order.tsv} with the order of the whole day.
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    boolean fhir =
        arguments.length > 2 && arguments[0].equals("--as") && arguments[1].equals("fhir");
    List<String> places = List.of(arguments).subList(fhir ? 2 : 0, arguments.length);
    if (places.isEmpty() || places.size() > 2 || places.get(0).startsWith("-")) {
      err.println("用法 usage: WriteDay [--as fhir] 目标目录 DIR [数据目录 DAY-DIR, 缺省 default demo/day]");
      System.exit(arguments.length == 1 && arguments[0].equals("--help") ? 0 : 2);
    }
    Path day = Path.of(places.size() == 2 ? places.get(1) : "demo/day");
    try {
      int written = write(Day.read(day, 0, fhir ? Form.FHIR : Form.HL7), Path.of(places.get(0)));
      err.println("已写出 written: " + written);
    } catch (DayException e) {
      err.println(e.getMessage());
      System.exit(2);
    }
  }

  /** Writes the files and returns how many messages there are. */
  static int write(Day day, Path directory) throws IOException {
    Files.createDirectories(directory);
    StringBuilder order = new StringBuilder("at\tvisit\tsender\tmessage\tcontrol_id\tfile\n");
    java.util.Map<String, Integer> numbers = new java.util.HashMap<>();
    List<Message> messages = day.messages();
    for (Message message : messages) {
      String stay = message.visit().isEmpty() ? "faults" : message.visit();
      int number = numbers.merge(stay, 1, Integer::sum);
      String extension =
          switch (message.kind()) {
            case HL7 -> ".hl7";
            case FHIR -> message.body()[0] == '<' ? ".xml" : ".json";
            case TRANSACTION, HOOK, PREAUDIT -> ".json";
            case RAW -> ".bin";
          };
      Path file =
          Path.of(
              stay,
              String.format(
                  "%03d-%s%s", number, message.name().replaceAll("[^A-Za-z0-9]", "_"), extension));
      Path target = directory.resolve(file);
      Files.createDirectories(target.getParent());
      Files.write(target, message.body());
      order
          .append(message.at())
          .append('\t')
          .append(message.visit())
          .append('\t')
          .append(message.sender())
          .append('\t')
          .append(message.name())
          .append('\t')
          .append(message.controlId())
          .append('\t')
          .append(file)
          .append('\n');
    }
    Files.writeString(directory.resolve("order.tsv"), order);
    return messages.size();
  }
}
