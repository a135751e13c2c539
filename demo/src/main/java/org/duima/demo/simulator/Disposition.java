package org.duima.demo.simulator;

/**
 * What a hospital said became of one result of the pre-audit (3103).
 *
 * @param institution fixmedins_code
 * @param warnType 1 before, 2 during
 * @param warnRsltId the result
 * @param way dspo_way: 1 goes on, 2 goes back to be changed
 * @param reason dspo_way_rea, may be empty
 * @param times how often it was said; what was said last counts
 * @param time when it was said last
 */
public record Disposition(
    String institution,
    String warnType,
    String warnRsltId,
    String way,
    String reason,
    int times,
    String time) {}
