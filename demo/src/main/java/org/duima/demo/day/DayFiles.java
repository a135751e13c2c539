package org.duima.demo.day;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads the files of a day: {@code hospital.yaml} and one file for each kind of stay. */
final class DayFiles {
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addDeserializer(
                      LocalDateTime.class,
                      new Text<>(LocalDateTime.class) {
                        @Override
                        LocalDateTime read(String text) {
                          return LocalDateTime.parse(text, MINUTES);
                        }
                      })
                  .addDeserializer(
                      LocalDate.class,
                      new Text<>(LocalDate.class) {
                        @Override
                        LocalDate read(String text) {
                          return LocalDate.parse(text);
                        }
                      }))
          .build();

  private DayFiles() {}

  /** One kind of stay: the content of one file. */
  record Kind(String name, String title, List<Stay> stays, List<Fault> faults, List<Order> orders) {
    Kind {
      stays = stays == null ? List.of() : List.copyOf(stays);
      faults = faults == null ? List.of() : List.copyOf(faults);
      orders = orders == null ? List.of() : List.copyOf(orders);
    }

    Kind named(String fileName) {
      return new Kind(fileName, title, stays, faults, orders);
    }
  }

  static Hospital hospital(Path directory) {
    return read(directory.resolve("hospital.yaml"), Hospital.class);
  }

  /** The kinds in order of their file names. */
  static List<Kind> kinds(Path directory) {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files =
          listed
              .filter(file -> file.getFileName().toString().matches("\\d\\d-.*\\.yaml"))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new DayException(directory, "不可读 / not readable: " + e, e);
    }
    if (files.isEmpty()) {
      throw new DayException(directory, "没有病例文件 / no files of stays");
    }
    List<Kind> kinds = new ArrayList<>();
    Map<String, Path> visits = new HashMap<>();
    for (Path file : files) {
      Kind kind = read(file, Kind.class).named(file.getFileName().toString());
      for (Stay stay : kind.stays()) {
        Path earlier = visits.put(stay.visit(), file);
        if (earlier != null) {
          throw new DayException(file, stay.visit() + " 重复，另见 / is used twice, also in " + earlier);
        }
      }
      kinds.add(kind);
    }
    return kinds;
  }

  private static <T> T read(Path file, Class<T> type) {
    // every scalar stays text: 96.7200 is a code, not a number
    LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
    try (InputStream in = Files.newInputStream(file)) {
      return MAPPER.convertValue(new Load(settings).loadFromInputStream(in), type);
    } catch (IOException e) {
      throw new DayException(file, "不可读 / not readable: " + e, e);
    } catch (YamlEngineException | IllegalArgumentException e) {
      throw new DayException(file, "内容有误 / wrong content: " + e.getMessage(), e);
    }
  }

  private abstract static class Text<T> extends FromStringDeserializer<T> {
    private static final long serialVersionUID = 1L;

    Text(Class<T> type) {
      super(type);
    }

    abstract T read(String text);

    @Override
    protected T _deserialize(String value, DeserializationContext context) throws IOException {
      try {
        return read(value);
      } catch (java.time.format.DateTimeParseException e) {
        throw context.weirdStringException(value, _valueClass, "yyyy-MM-dd[ HH:mm]");
      }
    }
  }
}
