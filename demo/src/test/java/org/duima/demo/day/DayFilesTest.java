package org.duima.demo.day;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayFilesTest {
  private static final String STAY =
      """
      title: t
      stays:
        - visit: ZY26039001
          title: t
          patient: {name: 测试, sex: M, born: 1990-01-01}
          payer: 职工
          admit: {at: 2026-03-09 09:20, dept: A03.01}
          working:
            - J44.900 慢阻肺
          labs: 0
          daily: {}
      """;

  @TempDir Path directory;

  @BeforeEach
  void copyTheHospital() throws IOException {
    Files.copy(Path.of("day/hospital.yaml"), directory.resolve("hospital.yaml"));
  }

  @Test
  void namesFileAndFieldOfAnUnknownKey() throws IOException {
    Files.writeString(directory.resolve("01-x.yaml"), STAY.replace("daily: {}", "dayly: {}"));
    assertThatThrownBy(() -> Day.read(directory, 0))
        .isInstanceOf(DayException.class)
        .hasMessageContaining("01-x.yaml")
        .hasMessageContaining("dayly");
  }

  @Test
  void namesFileAndFieldOfAWrongTime() throws IOException {
    Files.writeString(directory.resolve("01-x.yaml"), STAY.replace("09:20", "9 o'clock"));
    assertThatThrownBy(() -> Day.read(directory, 0))
        .hasMessageContaining("01-x.yaml")
        .hasMessageContaining("admit");
  }

  @Test
  void refusesAVisitNumberUsedTwice() throws IOException {
    Files.writeString(directory.resolve("01-x.yaml"), STAY);
    Files.writeString(directory.resolve("02-y.yaml"), STAY);
    assertThatThrownBy(() -> Day.read(directory, 0))
        .hasMessageContaining("02-y.yaml")
        .hasMessageContaining("ZY26039001");
  }

  @Test
  void namesTheStayOfAnUnknownDepartment() throws IOException {
    Files.writeString(directory.resolve("01-x.yaml"), STAY.replace("A03.01", "Z99"));
    assertThatThrownBy(() -> Day.read(directory, 0))
        .hasMessageContaining("ZY26039001")
        .hasMessageContaining("Z99");
  }

  @Test
  void saysWhereNothingIsThere() {
    assertThatThrownBy(() -> Day.read(directory, 0)).hasMessageContaining(directory.toString());
  }
}
