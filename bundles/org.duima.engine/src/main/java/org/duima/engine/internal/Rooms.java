package org.duima.engine.internal;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.encounter.StayFolder;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;
import org.duima.api.platform.PlatformProtocol;
import org.duima.api.receive.MessageReader;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;

/**
 * What the routes' vocabulary works with.
 *
 * @param node name of this node, for leases
 * @param readers by format, as they come and go
 * @param adapters by format, as they come and go
 * @param platform the protocol while it is configured
 * @param pulse takes note of how calls to the platform end
 * @param inquiring for questions to the platform
 * @param alerting for orders
 * @param delivering for destinations beside the national platform
 */
public record Rooms(
    String node,
    Clock clock,
    Inbox inbox,
    MessageWork messages,
    StayStore stays,
    Outbox outbox,
    Map<String, MessageReader> readers,
    Map<String, SourceAdapter> adapters,
    StayFolder folder,
    SettlementListMaker lists,
    Supplier<Optional<PlatformProtocol>> platform,
    PlatformPulse pulse,
    Sites sites,
    InquiryRooms inquiring,
    AlertRooms alerting,
    Optional<DeliveryRooms> delivering) {
  /** Without destinations beside the national platform. */
  Rooms(
      String node,
      Clock clock,
      Inbox inbox,
      MessageWork messages,
      StayStore stays,
      Outbox outbox,
      Map<String, MessageReader> readers,
      Map<String, SourceAdapter> adapters,
      StayFolder folder,
      SettlementListMaker lists,
      Supplier<Optional<PlatformProtocol>> platform,
      PlatformPulse pulse,
      Sites sites,
      InquiryRooms inquiring,
      AlertRooms alerting) {
    this(
        node,
        clock,
        inbox,
        messages,
        stays,
        outbox,
        readers,
        adapters,
        folder,
        lists,
        platform,
        pulse,
        sites,
        inquiring,
        alerting,
        Optional.empty());
  }
}
