package org.duima.demo.simulator;

import java.util.Map;

/**
 * What the simulator counted.
 *
 * @param calls calls by infno since this process started, whatever became of them
 * @param uploads uploads (4101A, 4101) taken, over all starts on the same store
 * @param submissions lists brought to state 1, over all starts
 * @param withdrawals lists brought back to state 0 by 4102, over all starts
 * @param refused business calls answered with infcode -1 since this process started
 * @param refusedByReason the same by reason; a call with several reasons counts once for each
 * @param gatewayRefused calls that the gateway kept out since this process started
 * @param gatewayRefusedByReason the same by reason
 * @param disturbed calls hit by a behaviour since this process started, by its name
 * @param undelivered answers that the client no longer waited for
 * @param lists lists held now
 * @param states lists held now by stas_type
 */
public record Counts(
    Map<String, Long> calls,
    long uploads,
    long submissions,
    long withdrawals,
    long refused,
    Map<String, Long> refusedByReason,
    long gatewayRefused,
    Map<String, Long> gatewayRefusedByReason,
    Map<String, Long> disturbed,
    long undelivered,
    long lists,
    Map<String, Long> states) {}
