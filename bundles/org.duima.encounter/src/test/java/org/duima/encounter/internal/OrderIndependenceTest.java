package org.duima.encounter.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.Stay;
import org.junit.jupiter.api.Test;

class OrderIndependenceTest {
  private static final int PERMUTATIONS = 200;
  private final EventFolder folder = new EventFolder();

  private static List<EncounterEvent> richStay() throws IOException {
    return Script.events(
        Files.readString(
            Path.of("src/test/resources/golden/surgery-with-late-and-cancelled-movements.in")));
  }

  /** Messages in a new order of arrival; the events of one message stay together. */
  private static List<EncounterEvent> arrivingInOrder(
      List<EncounterEvent> events, List<Long> order) {
    List<EncounterEvent> arrived = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      long was = order.get(i);
      long is = 1000L + i;
      events.stream()
          .filter(event -> event.header().arrivalNumber() == was)
          .forEach(event -> arrived.add(Script.arrivedAs(event, is)));
    }
    return arrived;
  }

  private static List<Long> messages(List<EncounterEvent> events) {
    return new ArrayList<>(
        events.stream().map(event -> event.header().arrivalNumber()).distinct().toList());
  }

  @Test
  void givesTheSameStayInEveryOrderOfArrival() throws IOException {
    List<EncounterEvent> events = richStay();
    Stay expected = folder.fold(events);
    for (int seed = 0; seed < PERMUTATIONS; seed++) {
      List<Long> order = messages(events);
      Collections.shuffle(order, new Random(seed));
      assertThat(folder.fold(arrivingInOrder(events, order)))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void givesTheSameStayWhenMessagesAreRepeatedUnderNewNumbers() throws IOException {
    List<EncounterEvent> events = richStay();
    Stay expected = folder.fold(events);
    for (int seed = 0; seed < PERMUTATIONS; seed++) {
      List<Long> order = messages(events);
      order.addAll(order);
      Collections.shuffle(order, new Random(seed));
      Stay stay = folder.fold(arrivingInOrder(events, order));
      assertThat(stay).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void letsArrivalDecideBetweenEventsOfEqualTime() {
    String first = "1 | 2026-03-01T08:00:00 | VISIT=ZY1 | FACTS coner_name=甲 coner_tel=1\n";
    String second = "2 | 2026-03-01T08:00:00 | VISIT=ZY1 | FACTS coner_name=乙\n";
    String third = "3 | 2026-03-01T08:00:00 | VISIT=ZY1 | CODED codes=I10.x00\n";
    String fourth = "4 | 2026-03-01T08:00:00 | VISIT=ZY1 | CODED codes=I10.x01\n";
    List<EncounterEvent> events = Script.events(first + second + third + fourth);
    Stay expected = folder.fold(events);
    assertThat(expected.fact("coner_name").orElseThrow().value()).isEqualTo("乙");
    assertThat(expected.frontPage().diagnoses().get(0).code().value()).isEqualTo("I10.x01");
    for (int seed = 0; seed < PERMUTATIONS; seed++) {
      List<EncounterEvent> shuffled = new ArrayList<>(events);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(folder.fold(shuffled)).isEqualTo(expected);
    }
    Stay reversed = folder.fold(arrivingInOrder(events, List.of(4L, 3L, 2L, 1L)));
    assertThat(reversed.fact("coner_name").orElseThrow().value()).isEqualTo("甲");
    assertThat(reversed.frontPage().diagnoses().get(0).code().value()).isEqualTo("I10.x00");
  }

  /** The best of many rounds, so that a busy machine does not fail the build. */
  @Test
  void foldsSixtyEventsInLessThanAHundredMicroseconds() throws IOException {
    List<EncounterEvent> events = new ArrayList<>();
    long arrival = 0;
    while (events.size() < 60) {
      for (EncounterEvent event : richStay()) {
        events.add(Script.arrivedAs(event, ++arrival));
      }
    }
    List<EncounterEvent> sixty = new ArrayList<>(events.subList(0, 60));
    Collections.shuffle(sixty, new Random(1));
    long best = Long.MAX_VALUE;
    long charges = 0;
    for (int round = 0; round < 200; round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        charges += folder.fold(sixty).charges().size();
      }
      best = Math.min(best, (System.nanoTime() - begin) / 50);
    }
    assertThat(charges).isPositive();
    assertThat(best).as("nanoseconds for one fold").isLessThan(100_000);
  }
}
