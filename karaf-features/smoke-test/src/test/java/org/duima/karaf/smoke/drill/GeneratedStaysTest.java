package org.duima.karaf.smoke.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.Waiting;
import org.duima.cli.Composition;
import org.duima.cli.internal.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The generated stays without a node: the same rooms, joined as the offline commands join them. */
class GeneratedStaysTest {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratedStaysTest.class);
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final long SEED = Long.getLong("duima.seed", 20260310L);
  private static final int STAYS = Integer.getInteger("duima.stays", 170);

  @TempDir private Path folder;

  @Test
  void everyStayEndsAsItMust() throws IOException {
    LOG.info("seed {} (-Dduima.seed), {} stays (-Dduima.stays)", SEED, STAYS);
    DrillStays generator = new DrillStays(SEED, REPOSITORY);
    List<DrillStay> stays = generator.first(STAYS);
    Composition composition =
        new Composition(
            new Home(home()), zone -> Clock.fixed(Instant.parse("2026-11-20T02:00:00Z"), zone));
    Rooms rooms = new Rooms(composition);
    List<String> wrong = new ArrayList<>();
    for (DrillStay stay : stays) {
      List<String> differences = compare(stay, rooms.drafts(stay.messages()));
      if (!differences.isEmpty()) {
        wrong.addAll(differences);
        wrong.add("  " + stay.write(Path.of("target/drill")));
      }
    }
    assertThat(String.join("\n", wrong)).as("seed %d", SEED).isEmpty();
    assertThat(stays.stream().filter(stay -> stay.fault() != null)).hasSize(STAYS / 2);
  }

  private static List<String> compare(DrillStay stay, List<ListDraft> drafts) {
    List<String> wrong = new ArrayList<>();
    if (stay.unsettled() != null) {
      if (drafts.size() != 1 || !as(stay.unsettled(), drafts.get(0))) {
        wrong.add(stay.name() + " must be " + stay.unsettled() + ", is " + words(drafts));
      }
    }
    for (DrillStay.Wanted wanted : stay.settlements()) {
      List<ListDraft> of =
          drafts.stream().filter(draft -> draft.setlId().equals(wanted.setlId())).toList();
      if (of.size() != 1 || !as(wanted.ending(), of.get(0))) {
        wrong.add(stay.name() + " must be " + wanted.ending() + ", is " + words(of));
      }
    }
    return wrong;
  }

  private static boolean as(Ending ending, ListDraft draft) {
    Set<String> rules = draft.findings().stream().map(Finding::rule).collect(Collectors.toSet());
    return switch (ending.state()) {
      case "accepted" ->
          draft.state() == ListDraft.State.READY && rules.containsAll(ending.rules());
      case "held" ->
          draft.state() == ListDraft.State.HELD && errors(draft).containsAll(ending.rules());
      case "waiting", "none", "dead" ->
          draft.state() == ListDraft.State.WAITING
              && draft.waitingFor().stream()
                  .map(Waiting::what)
                  .collect(Collectors.toSet())
                  .containsAll(ending.rules());
      case "not-due" ->
          draft.state() == ListDraft.State.NOT_DUE && ending.rules().contains(draft.reason());
      default -> throw new IllegalArgumentException(ending.state());
    };
  }

  private static Set<String> errors(ListDraft draft) {
    return draft.findings().stream()
        .filter(Finding::isError)
        .map(Finding::rule)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String words(List<ListDraft> drafts) {
    return drafts.stream()
        .map(
            draft ->
                draft.state()
                    + " "
                    + draft.reason()
                    + draft.waitingFor().stream().map(Waiting::what).toList()
                    + draft.findings().stream()
                        .map(f -> f.severity().letter() + " " + f.rule() + " " + f.path())
                        .toList())
        .collect(Collectors.joining(" / "));
  }

  private Path home() throws IOException {
    Path home = folder.resolve("home");
    copy(REPOSITORY.resolve("mappings"), home.resolve("mappings"));
    copy(REPOSITORY.resolve("demo/home/etc"), home.resolve("etc"));
    return home;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
