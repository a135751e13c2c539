package org.duima.source.hl7v2.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.PersonFacts;
import org.duima.api.encounter.Stay;
import org.duima.api.encounter.StayFolder;
import org.duima.encounter.internal.EventFolder;
import org.junit.jupiter.api.Test;

/** What A28 and A31 say of a patient before the admission. */
class PatientBeforeAdmissionTest {
  private static final Fixture FIXTURE = Fixture.loaded();

  private static final String[] REGISTERED = {
    "MSH|^~\\&|HIS||DUIMA||20260220080000||ADT^A28|A1|P|2.5|||||CHN|UNICODE UTF-8",
    "EVN||20260220080000",
    "PID|1||P1^^^H^MR~110101199001010010^^^GA^NI||张三^^^^^^L||19900101|M|||北街1号||||||||||||||||",
    "NK1|1|李四|SPO||13900000001",
    "IN1|1||310100|||||||||||||||||||||||||||||||||HI-7"
  };
  private static final String[] MOVED_HOUSE = {
    "MSH|^~\\&|HIS||DUIMA||20260225080000||ADT^A31|A2|P|2.5|||||CHN|UNICODE UTF-8",
    "EVN||20260225080000",
    "PID|1||P1^^^H^MR||张三^^^^^^L||19900101|M|||南街2号"
  };
  private static final String[] ADMITTED = {
    "MSH|^~\\&|HIS||DUIMA||20260301080500||ADT^A01|A3|P|2.5|||||CHN|UNICODE UTF-8",
    "EVN||20260301080000",
    "PID|1||P1^^^H^MR",
    "PV1|1|I|0301||||||||||||||||ZY1|||||||||||||||||||||||||20260301080000"
  };

  private static Map<String, String> facts(List<String[]> messages) {
    List<EncounterEvent> events = new ArrayList<>();
    long arrival = 0;
    for (String[] message : messages) {
      events.addAll(
          FIXTURE.adapter.parse(FIXTURE.receive(Fixture.message(message)), ++arrival).events());
    }
    EventFolder folder = new EventFolder();
    StayFolder.Grouped grouped = folder.group(events);
    assertThat(grouped.unassigned()).isEmpty();
    assertThat(grouped.stays()).hasSize(1);
    Stay stay = folder.fold(grouped.stays().get(0));
    Map<String, String> facts = new TreeMap<>();
    stay.facts().forEach((name, fact) -> facts.put(name, fact.value()));
    return facts;
  }

  @Test
  void saysNothingButFactsOfThePerson() {
    for (String[] message : List.of(REGISTERED, MOVED_HOUSE)) {
      assertThat(FIXTURE.parse(message).events()).hasSize(1).allMatch(PersonFacts::isAlone);
    }
  }

  @Test
  void reachesTheStayInEveryOrderOfArrival() {
    List<String[]> messages = new ArrayList<>(List.of(REGISTERED, MOVED_HOUSE, ADMITTED));
    Map<String, String> expected = facts(messages);
    assertThat(expected)
        .containsEntry("psn_name", "张三")
        .containsEntry("brdy", "1990-01-01")
        .containsEntry("certno", "110101199001010010")
        .containsEntry("curr_addr", "南街2号")
        .containsEntry("coner_name", "李四")
        .containsEntry("patn_rlts", "10")
        .containsEntry("insuplc", "310100")
        .containsEntry("hi_no", "HI-7")
        .containsEntry("adm_time", "2026-03-01 08:00:00");
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(messages, new Random(seed));
      assertThat(facts(messages)).as("seed %d", seed).isEqualTo(expected);
    }
  }
}
