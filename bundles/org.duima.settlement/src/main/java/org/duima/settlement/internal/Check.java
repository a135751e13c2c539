package org.duima.settlement.internal;

/**
 * The logic of one check. A check that lacks a fact reports nothing: it is not evaluated, which is
 * not the same as passed and never failed.
 */
@FunctionalInterface
interface Check {
  void run(SettlementList list, Background background, Report report);
}
