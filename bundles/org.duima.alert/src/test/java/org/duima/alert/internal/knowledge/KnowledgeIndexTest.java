package org.duima.alert.internal.knowledge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeIndexTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final int MANY = 250_000;

  @TempDir Path mappings;

  @Test
  void aPointIsFoundByWholeCodePrefixAndName() throws IOException {
    Knowledge knowledge = new KnowledgeFolder(mappings).handMade().load().current();

    assertEquals(List.of("T-SEX-1"), found(knowledge, "XL02BBA326A001010102180", ""));
    assertEquals(List.of("T-SEX-1"), found(knowledge, " xl02bba326a001010102181 ", ""));
    assertEquals(List.of("T-SEX-2"), found(knowledge, "ZC01AAG0210010100716", ""));
    assertEquals(List.of("T-SEX-2"), found(knowledge, "ZC01AAG021", ""));
    assertEquals(List.of("T-SLICE-1"), found(knowledge, "", " 甘草 "));
    assertEquals(List.of(), found(knowledge, "ZC01AAG02", ""));
    assertEquals(List.of(), found(knowledge, "XL02BBA326A0010101021801", "甘草片"));
    assertEquals(List.of(), found(knowledge, "", ""));
  }

  @Test
  void theOtherSideOfAPairIsTold() throws IOException {
    Knowledge knowledge = new KnowledgeFolder(mappings).handMade().load().current();

    assertEquals(List.of("T-PAIR-1"), found(knowledge, "001103000010000", ""));
    assertEquals(List.of("T-PAIR-1 other"), found(knowledge, "001102000030000", ""));
    assertEquals(List.of("T-SLICE-1 other"), found(knowledge, "T000000000", "甘遂"));
  }

  @Test
  void whatIsOffOrNotValidOnTheDayIsNotHandedOver() throws IOException {
    Knowledge knowledge = new KnowledgeFolder(mappings).handMade().load().current();

    assertEquals(List.of(), found(knowledge, "XA16ABA345B004010183140", ""));
    assertEquals(List.of(), found(knowledge, "XC02CAC046B002010100112", ""));
    List<String> then = new ArrayList<>();
    knowledge.points(
        "XC02CAC046B002010100112",
        "",
        LocalDate.of(2025, 12, 31),
        (point, isOther) -> then.add(point.id()));
    assertEquals(List.of("T-OLD-1"), then);
    assertEquals("T-DX-1", knowledge.point("T-DX-1").orElseThrow().id());
    assertEquals(2, knowledge.pointsOf("drug-indication").size());
  }

  @Test
  void aPointThatNamesALineTwiceIsHandedOverOnce() throws IOException {
    Knowledge knowledge =
        new KnowledgeFolder(mappings)
            .points(
                "starter-test.csv",
                "A,drug-sex,X1;X1;X*;XX1*;name:药,,药,,sex=male,,,1,,,,on",
                "B,drug-interaction,X1;X*,XX12,药,,,,,1,,,,on")
            .load()
            .current();

    assertEquals(List.of("A", "B"), found(knowledge, "X1", "药"));
    assertEquals(List.of("A", "B", "B other"), found(knowledge, "XX12", "药"));
  }

  @Test
  void namesAreComparedInHalfWidth() throws IOException {
    Knowledge knowledge =
        new KnowledgeFolder(mappings)
            .points(
                "starter-test.csv", "A,slice-not-covered,name:阿胶（珠）;name:ω-3脂肪乳(2%),,药,,,,,1,,,,on")
            .load()
            .current();

    assertEquals(List.of("A"), found(knowledge, "", "阿胶(珠)"));
    assertEquals(List.of("A"), found(knowledge, "", "ω-3脂肪乳（２％）"));
  }

  @Test
  void classesAreKnownByIdCodeAndName() throws IOException {
    Knowledge knowledge = new KnowledgeFolder(mappings).load().current();

    assertEquals("drug-sex", knowledge.ruleClass("GZ10000301004000").orElseThrow().id());
    assertEquals("drug-sex", knowledge.ruleClass(" 药品区分性别使用 ").orElseThrow().id());
    assertTrue(knowledge.ruleClass("nothing").isEmpty());
    assertThrows(UnsupportedOperationException.class, () -> knowledge.classes().clear());
  }

  @Test
  void aQuarterOfAMillionPointsAreFoundAndFitIntoMemory() throws IOException {
    KnowledgeFolder folder = new KnowledgeFolder(mappings);
    writeMany(folder.folder().resolve("imported"), MANY);
    long before = live();

    KnowledgeFiles files = folder.load();

    long grown = live() - before;
    Knowledge knowledge = files.current();
    assertEquals(List.of(), KnowledgeFolder.said(files.loadFindings()));
    assertEquals(MANY, knowledge.size());
    assertEquals(MANY, files.inForce().entries());
    assertEquals(List.of("P0"), found(knowledge, code(0), ""));
    assertEquals(List.of("P249999"), found(knowledge, code(MANY - 1), ""));
    assertEquals(List.of(), found(knowledge, code(MANY), ""));
    assertEquals("限定 77", knowledge.point("P77").orElseThrow().published());
    assertTrue(grown < 180L << 20, "live heap grew by " + (grown >> 20) + " MB");
  }

  @Test
  void aReloadDoesNotDisturbReaders() throws Exception {
    KnowledgeFolder folder = new KnowledgeFolder(mappings);
    writeMany(folder.folder().resolve("imported"), 2_000);
    KnowledgeFiles files = folder.load();
    AtomicBoolean isDone = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                for (int i = 0; !isDone.get(); i = (i + 1) % 2_000) {
                  assertEquals(List.of("P" + i), found(files.current(), code(i), ""));
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    reader.start();
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), KnowledgeFolder.said(files.reload()));
    }
    isDone.set(true);
    reader.join();

    assertEquals(null, failure.get());
  }

  static String code(int number) {
    return "X" + "%022d".formatted(number * 7919L);
  }

  /** Points with a code, an item and a text each, of twenty classes. */
  static void writeMany(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    String[] classes = {
      "drug-sex,sex=male", "drug-children-only,ageTo=18y", "drug-indication,dx=C34*",
      "drug-hospital-level,level=2", "drug-course,days=14; per=stay",
          "drug-visit-kind,visit=inpatient"
    };
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("many.csv"))) {
      out.write(KnowledgeFolder.HEADER);
      for (int i = 0; i < count; i++) {
        String[] ruleClass = classes[i % classes.length].split(",");
        out.write(
            "P%d,%s,%s,,注射用第%d号药品,限定 %d,%s,检出逻辑 %d,医保智能监管知识库 第%d批,%d,2024-01-01,,,on%n"
                .formatted(
                    i,
                    ruleClass[0],
                    code(i),
                    i / 3,
                    i % 5_000,
                    ruleClass[1],
                    i % 20,
                    i % 17 + 1,
                    i % 17 + 1));
      }
    }
  }

  private static long live() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  static List<String> found(Knowledge knowledge, String code, String name) {
    List<String> found = new ArrayList<>();
    knowledge.points(
        code,
        name,
        DAY,
        (KnowledgePoint point, Boolean isOther) ->
            found.add(point.id() + (isOther ? " other" : "")));
    List<String> sorted = new ArrayList<>(found);
    sorted.sort(null);
    assertEquals(new TreeSet<>(found).size(), found.size(), () -> "handed over twice: " + found);
    return sorted;
  }
}
