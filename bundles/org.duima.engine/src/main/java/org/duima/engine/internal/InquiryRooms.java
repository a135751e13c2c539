package org.duima.engine.internal;

import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.ledger.Inquiries;
import org.duima.api.platform.PlatformInquiries;

/**
 * What asking the platform works with.
 *
 * @param platform the protocol while it is configured
 * @param tables where dictionaries and catalogues go
 * @param overrides what doctors answered to alerts
 */
public record InquiryRooms(
    Inquiries inquiries,
    Supplier<Optional<PlatformInquiries>> platform,
    PlatformTables tables,
    OverrideRooms overrides) {}
