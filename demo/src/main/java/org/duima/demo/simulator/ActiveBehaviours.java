package org.duima.demo.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** The behaviours in force, and the dice that pick one for a call. Thread-safe. */
final class ActiveBehaviours {
  private final Random random;
  private List<Active> active = List.of();

  private static final class Active {
    private final Behaviour behaviour;
    private int left;

    Active(Behaviour behaviour) {
      this.behaviour = behaviour;
      this.left = behaviour.next();
    }
  }

  ActiveBehaviours(long seed) {
    this.random = new Random(seed);
  }

  /** Replaces all behaviours in force; {@link Behaviour.Kind#NORMAL} stands for none. */
  synchronized void set(List<Behaviour> behaviours) {
    List<Active> replacement = new ArrayList<>();
    for (Behaviour behaviour : behaviours) {
      if (behaviour.kind() != Behaviour.Kind.NORMAL) {
        replacement.add(new Active(behaviour));
      }
    }
    active = replacement;
  }

  /** The behaviours still in force, in the order in which they are tried. */
  synchronized List<Behaviour> current() {
    List<Behaviour> current = new ArrayList<>();
    for (Active one : active) {
      if (one.behaviour.next() == 0) {
        current.add(one.behaviour);
      } else if (one.left > 0) {
        current.add(one.behaviour.forNext(one.left));
      }
    }
    return current;
  }

  /** What happens to this call; empty where it is answered normally. */
  Optional<Behaviour> pickForCall(String infno) {
    return pick(infno, Behaviour.Kind::isOfTheCall);
  }

  /** What the review says about a list that was just submitted. */
  Optional<Behaviour> pickForReview() {
    return pick("4102", Behaviour.Kind::isReview);
  }

  /** Whether the call is answered as another build does. */
  Optional<Behaviour> pickForBuild(String infno) {
    return pick(infno, kind -> kind == Behaviour.Kind.OPENHIS_BUILD);
  }

  private synchronized Optional<Behaviour> pick(String infno, Predicate<Behaviour.Kind> wanted) {
    for (Active one : active) {
      Behaviour behaviour = one.behaviour;
      boolean spent = behaviour.next() > 0 && one.left == 0;
      if (spent || !wanted.test(behaviour.kind()) || !behaviour.concerns(infno)) {
        continue;
      }
      if (random.nextDouble() >= behaviour.probability()) {
        continue;
      }
      if (behaviour.next() > 0) {
        one.left--;
      }
      return Optional.of(behaviour);
    }
    return Optional.empty();
  }
}
