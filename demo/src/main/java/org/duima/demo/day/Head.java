package org.duima.demo.day;

import java.time.LocalDateTime;

/**
 * What every message states about itself.
 *
 * @param sender sending system: HIS, EMR, LIS
 * @param controlId MSH-10, or the identifier of a Bundle or of what a single resource changes
 * @param sent when it leaves
 * @param happened when that of which it tells happened
 * @param visit whether it names the visit
 */
record Head(
    String sender, String controlId, LocalDateTime sent, LocalDateTime happened, boolean visit) {}
