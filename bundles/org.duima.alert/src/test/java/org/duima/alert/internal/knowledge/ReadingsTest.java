package org.duima.alert.internal.knowledge;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgeBase.Understood;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What published words are understood to mean, and what must not be understood. */
class ReadingsTest {
  @TempDir static Path mappings;
  private static KnowledgeFiles knowledge;

  @BeforeAll
  static void load() throws IOException {
    knowledge = new KnowledgeFolder(mappings).load();
    assertEquals(List.of(), KnowledgeFolder.said(knowledge.loadFindings()));
  }

  @Test
  void publishedPointsAreReadAsTheyAreMeant() throws IOException {
    List<NamedCsvRecord> rows = rows("/published-readings.csv");
    assertTrue(rows.size() > 60, "rows: " + rows.size());
    assertAll(rows.stream().map(ReadingsTest::isReadRight));
  }

  @Test
  void hardWordsAreNotMisread() throws IOException {
    List<NamedCsvRecord> rows = rows("/hard-readings.csv");
    assertTrue(rows.size() > 100, "rows: " + rows.size());
    assertAll(rows.stream().map(ReadingsTest::isReadRight));
  }

  @Test
  void aClassIsKnownByItsPublishedCodeAndNameToo() {
    Constraint male = Constraint.parse("sex=male");
    assertEquals(male, knowledge.understand("drug-sex", "男", "", "").constraint());
    assertEquals(male, knowledge.understand("GZ10000301004000", "男", "", "").constraint());
    assertEquals(male, knowledge.understand("药品区分性别使用", "男", "", "").constraint());
  }

  @Test
  void patternsThatSpokeAreNamed() {
    assertEquals(
        List.of("course-days-at-most", "course-per-stay"),
        knowledge.understand("drug-course", "单次住院最多支付14天。", "", "").patterns());
    assertEquals(
        List.of("sex-male-word", "sex-female-word"),
        knowledge.understand("drug-sex", "男女均可", "", "").patterns());
  }

  @Test
  void anEndlessTextIsReadInNoTime() {
    String endless = "限3-12岁或体重".repeat(200_000);
    Understood understood = knowledge.understand("drug-children-only", endless, endless, endless);
    assertEquals(Constraint.NONE, understood.constraint());
  }

  private static Executable isReadRight(NamedCsvRecord row) {
    return () -> {
      String logic = row.findField("detect_logic").orElse("");
      Understood understood =
          knowledge.understand(
              row.getField("rule_class"),
              row.getField("constraint"),
              row.getField("item_name"),
              logic);
      assertEquals(
          Constraint.parse(row.getField("reading")) + " " + row.getField("is_enough"),
          understood.constraint() + " " + (understood.isEnough() ? "Y" : "N"),
          () ->
              row.getField("rule_class")
                  + " "
                  + row.getField("item_name")
                  + "："
                  + row.getField("constraint")
                  + " "
                  + understood.patterns());
    };
  }

  private static List<NamedCsvRecord> rows(String resource) throws IOException {
    try (InputStream in =
            Optional.ofNullable(ReadingsTest.class.getResourceAsStream(resource)).orElseThrow();
        CsvReader<NamedCsvRecord> reader =
            CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .ofNamedCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.stream().toList();
    }
  }
}
