package org.duima.demo.simulator;

/** One transaction of the business layer. Thread-safe. */
@FunctionalInterface
interface Transaction {
  Outcome call(Call call);
}
