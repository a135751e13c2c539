package org.duima.karaf.smoke.drill;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.duima.api.RawMessage;
import org.duima.api.encounter.EncounterEvent;
import org.duima.api.encounter.StayFolder;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.cli.Composition;
import org.duima.demo.day.Message;

/** The rooms that a message passes on its way to a checked list. */
final class Rooms {
  private final Composition.Source hl7;
  private final Composition.Source transactions;
  private final StayFolder folder;
  private final SettlementListMaker maker;
  private final SettlementListMaker.Options options;
  private final Clock clock;

  Rooms(Composition composition) {
    hl7 = composition.hl7v2();
    transactions = composition.transactions();
    folder = composition.stayFolder();
    maker = composition.listMaker();
    clock = composition.clock();
    options =
        new SettlementListMaker.Options(
            "4101A", false, LocalDateTime.now(clock), composition.site().quiet(), List.of());
  }

  /** The lists that the messages of a stay give. */
  List<ListDraft> drafts(List<Message> messages) {
    List<EncounterEvent> events = new ArrayList<>();
    long sequence = 0;
    for (Message message : messages) {
      Composition.Source source = message.kind() == Message.Kind.HL7 ? hl7 : transactions;
      for (RawMessage raw : source.reader().read(message.body(), Instant.now(clock)).messages()) {
        events.addAll(source.adapter().parse(raw, ++sequence).events());
      }
    }
    List<ListDraft> drafts = new ArrayList<>();
    for (List<EncounterEvent> stay : folder.group(events).stays()) {
      drafts.addAll(maker.draft(folder.fold(stay), options));
    }
    return drafts;
  }
}
