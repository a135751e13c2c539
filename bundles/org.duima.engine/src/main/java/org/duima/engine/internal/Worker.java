package org.duima.engine.internal;

/** A route's source with threads of its own. */
interface Worker {
  /** Tells the threads to take nothing new; returns at once. */
  void askToEnd();
}
