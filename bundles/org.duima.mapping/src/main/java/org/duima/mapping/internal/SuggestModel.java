package org.duima.mapping.internal;

/**
 * How much each thing known of a candidate weighs. The weights come from a listwise logistic
 * regression, see docs/decisions/0013: they are constants, because they were measured together.
 */
final class SuggestModel {
  /** One row for each value, in the order of {@link #fill}. */
  // @formatter:off
  private static final double[][] WEIGHTS = {
    // by name alone, with a source code
    {1.403, 4.737}, // cosine
    {1.181, 2.251}, // cosine²
    {1.174, 0.658}, // of the closest
    {-5.880, -5.720}, // covered
    {-1.347, -0.553}, // covering
    {9.023, 6.567}, // covered characters
    {6.250, 3.537}, // covering characters
    {1.027, 2.010}, // exact
    {0.128, 0.101}, // same places
    {1.062, 1.343}, // broader places
    {-0.675, -0.463}, // foreign places
    {-0.014, -0.387}, // narrower places
    {-0.999, -1.023}, // missing places
    {0.402, -0.845}, // category votes
    {-0.606, -0.711}, // subcategory votes
    {2.782, -0.369}, // category cover
    {6.294, 5.403}, // subcategory cover
    {-0.595, -0.556}, // length of name
    {0.945, 0.627}, // same first character
    {0.962, 0.822}, // same numbers
    {-1.801, -1.571}, // conflicts
    {1.715, 0.112}, // CATEGORY
    {1.572, 0.684}, // UNSPECIFIED
    {3.839, 2.876}, // OTHER
    {1.434, 1.665}, // SUBCATEGORY
    {-0.266, 0.058}, // DAGGER
    {-1.418, -1.053}, // EXTENSION
    {-0.827, -0.673}, // ENTRY
    {0.588, 0.186}, // general × subcategory cover
    {-5.354, -5.875}, // OTHER × subcategory cover
    {-3.201, -3.096}, // general × covering characters
    {0.000, 3.944}, // in category
    {0.000, 0.794}, // in chapter
    {0.000, 4.925}, // moved
    {0.000, 1.000}, // in subcategory
    {0.000, 1.380}, // in category × of category
    {0.000, -3.879}, // in category × cosine
    {0.000, 2.066}, // in category × covered characters
    {0.000, 1.102}, // in category × covering characters
    {0.000, 1.951}, // in category × subcategory cover
    {0.000, -1.237}, // in category × exact
  };

  // @formatter:on

  static final int SIZE = WEIGHTS.length;

  static final Kind[] KINDS = Kind.values();

  /** What a broader place counts, by the steps up to it. */
  private static final double[] PER_STEP = {1, 0.7, 0.49, 0.34, 0.24, 0.17, 0.12, 0.08};

  private SuggestModel() {}

  /** What a code is within its dictionary, by its shape. */
  enum Kind {
    /** A category without subcategories, or a procedure's: I10.x00, 17.9x00. */
    CATEGORY,
    /** The unspecified rest of a category: I50.900. */
    UNSPECIFIED,
    /** The specified rest of a category: I50.800. */
    OTHER,
    /** A subcategory as a whole: I50.100. */
    SUBCATEGORY,
    /** Cause with manifestation: A17.000+G01*. */
    DAGGER,
    /** An extension: I50.900x007. */
    EXTENSION,
    /** An entry of its own: I50.901. */
    ENTRY;

    boolean isGeneral() {
      return this == CATEGORY || this == UNSPECIFIED || this == OTHER || this == SUBCATEGORY;
    }

    boolean isOfCategory() {
      return this == CATEGORY || this == UNSPECIFIED || this == OTHER;
    }
  }

  static Kind kind(String code) {
    if (code.indexOf('+') >= 0) {
      return Kind.DAGGER;
    }
    if (code.length() > 5 && code.indexOf('x', 5) >= 0) {
      return Kind.EXTENSION;
    }
    if (!code.endsWith("00")) {
      return Kind.ENTRY;
    }
    if (code.indexOf('x') >= 0) {
      return Kind.CATEGORY;
    }
    return switch (code.charAt(code.length() - 3)) {
      case '9' -> Kind.UNSPECIFIED;
      case '8' -> Kind.OTHER;
      default -> Kind.SUBCATEGORY;
    };
  }

  private static double of(boolean fact) {
    return fact ? 1 : 0;
  }

  /**
   * Writes what is known of a candidate into a row of numbers.
   *
   * @return how far the candidate's places are broader ones of the question's
   */
  static double fill(
      double[] values, SuggestIndex.Facts facts, int[] asked, int[] places, SuggestTerms terms) {
    int same = 0;
    double broader = 0;
    int foreign = 0;
    int narrower = 0;
    for (int place : places) {
      boolean equal = false;
      boolean isNarrower = false;
      int nearest = 0;
      for (int one : asked) {
        equal |= one == place;
        isNarrower |= terms.steps(place, one) > 0;
        int up = terms.steps(one, place);
        nearest = up > 0 && (nearest == 0 || up < nearest) ? up : nearest;
      }
      if (equal) {
        same++;
      } else if (nearest > 0) {
        broader += PER_STEP[nearest];
      } else {
        foreign++;
        narrower += isNarrower ? 1 : 0;
      }
    }
    int missing = 0;
    for (int one : asked) {
      boolean found = false;
      for (int place : places) {
        found |= one == place || terms.steps(one, place) > 0;
      }
      missing += found ? 0 : 1;
    }
    Kind kind = facts.kind();
    boolean general = kind.isGeneral();
    int i = 0;
    values[i++] = facts.cosine();
    values[i++] = facts.cosine() * facts.cosine();
    values[i++] = facts.ofClosest();
    values[i++] = facts.covered();
    values[i++] = facts.covering();
    values[i++] = facts.coveredCharacters();
    values[i++] = facts.coveringCharacters();
    values[i++] = of(facts.exact());
    values[i++] = Math.min(2, same);
    values[i++] = Math.min(2, broader);
    values[i++] = Math.min(2, foreign);
    values[i++] = Math.min(2, narrower);
    values[i++] = Math.min(2, missing);
    values[i++] = facts.categoryVotes();
    values[i++] = facts.subcategoryVotes();
    values[i++] = facts.categoryCover();
    values[i++] = facts.subcategoryCover();
    values[i++] = Math.log(facts.nameLength());
    values[i++] = of(facts.sameFirst());
    values[i++] = of(facts.sameNumbers());
    values[i++] = facts.conflicts();
    for (Kind one : KINDS) {
      values[i++] = of(kind == one);
    }
    values[i++] = of(general) * facts.subcategoryCover();
    values[i++] = of(kind == Kind.OTHER) * facts.subcategoryCover();
    values[i++] = of(general) * facts.coveringCharacters();
    double inCategory = of(facts.inCategory());
    values[i++] = inCategory;
    values[i++] = of(facts.inChapter());
    values[i++] = of(facts.moved());
    values[i++] = of(facts.inSubcategory());
    values[i++] = inCategory * of(kind.isOfCategory());
    values[i++] = inCategory * facts.cosine();
    values[i++] = inCategory * facts.coveredCharacters();
    values[i++] = inCategory * facts.coveringCharacters();
    values[i++] = inCategory * facts.subcategoryCover();
    values[i++] = inCategory * of(facts.exact());
    return broader;
  }

  /** Weighs what {@link #fill} wrote. */
  static double weigh(double[] values, boolean sourceKnown) {
    int column = sourceKnown ? 1 : 0;
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += WEIGHTS[i][column] * values[i];
    }
    return sum;
  }
}
