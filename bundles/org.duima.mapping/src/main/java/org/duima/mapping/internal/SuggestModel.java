package org.duima.mapping.internal;

/**
 * How much each thing known of a candidate weighs. The weights come from a listwise logistic
 * regression, see docs/decisions/0013: they are constants, because they were measured together.
 */
final class SuggestModel {
  /** One row for each value, in the order of {@link #fill}. */
  // @formatter:off
  private static final double[][] WEIGHTS = {
    // without cross-walk: by name alone, with a source code; with cross-walk: the same
    {1.021, 4.547, 0.754, 4.438}, // cosine
    {1.340, 2.373, 2.247, 3.075}, // cosine²
    {1.322, 0.640, 1.383, 1.181}, // of the closest
    {-6.065, -5.842, -5.455, -5.317}, // covered
    {-1.329, -0.741, -1.795, -0.942}, // covering
    {9.130, 6.526, 8.520, 5.125}, // covered characters
    {6.271, 3.443, 5.593, 2.731}, // covering characters
    {0.519, 1.065, 1.218, 2.048}, // exact
    {0.111, 0.102, 0.149, 0.135}, // same places
    {1.033, 1.342, 1.008, 1.368}, // broader places
    {-0.632, -0.481, -0.603, -0.501}, // foreign places
    {-0.145, -0.376, -0.186, -0.236}, // narrower places
    {-1.022, -1.014, -0.948, -0.975}, // missing places
    {0.394, -0.834, 0.422, -0.688}, // category votes
    {-0.595, -0.739, -0.540, -0.591}, // subcategory votes
    {2.729, -0.291, 3.131, -0.116}, // category cover
    {6.409, 5.418, 5.788, 4.202}, // subcategory cover
    {-0.563, -0.587, -0.785, -0.703}, // length of name
    {0.960, 0.623, 0.934, 0.620}, // same first character
    {0.992, 0.817, 1.040, 0.794}, // same numbers
    {-1.780, -1.557, -1.817, -1.700}, // conflicts
    {1.754, -0.045, 1.450, 0.403}, // CATEGORY
    {1.600, 0.496, 1.285, 0.956}, // UNSPECIFIED
    {3.860, 2.694, 3.597, 3.177}, // OTHER
    {1.453, 1.714, 1.237, 1.503}, // SUBCATEGORY
    {-0.310, 0.079, -0.263, -0.003}, // DAGGER
    {-1.423, -1.020, -1.333, -1.091}, // EXTENSION
    {-0.866, -0.650, -0.687, -0.630}, // ENTRY
    {0.511, 0.198, 1.284, 0.851}, // general × subcategory cover
    {-5.419, -5.862, -5.147, -5.302}, // OTHER × subcategory cover
    {-3.235, -3.132, -2.629, -2.642}, // general × covering characters
    {0.000, 3.591, 0.000, 3.135}, // in category
    {0.000, 0.771, 0.000, 0.654}, // in chapter
    {0.000, 4.964, 0.000, 5.076}, // moved
    {0.000, 2.800, 0.000, 2.800}, // in subcategory
    {0.000, 1.609, 0.000, 0.824}, // in category × of category
    {0.000, -3.537, 0.000, -4.155}, // in category × cosine
    {0.000, 2.118, 0.000, 3.175}, // in category × covered characters
    {0.000, 1.214, 0.000, 1.336}, // in category × covering characters
    {0.000, 2.041, 0.000, 1.985}, // in category × subcategory cover
    {0.000, -1.368, 0.000, -1.044}, // in category × exact
    {0.000, 0.000, -4.175, -4.280}, // alias cosine
    {0.000, 0.000, 0.617, 3.264}, // alias cosine²
    {0.000, 0.000, 4.686, 3.535}, // alias cosine beyond cosine
    {0.000, 0.000, 8.462, 9.953}, // same alias
    {0.000, 0.000, 1.441, 2.041}, // alias of the closest
    {0.000, 0.000, 0.126, 0.067}, // alias covered characters
    {0.000, 0.000, 1.557, 0.398}, // alias covering characters
    {0.000, 0.000, 0.349, -0.405}, // merged
    {0.000, 0.000, 0.302, 0.936}, // new
    {0.000, 0.000, -1.831, -2.236}, // new × cosine
    {0.000, 0.000, -2.746, -2.469}, // new × general
    {0.000, 0.000, 0.836, 1.014}, // new × covering characters
    {0.000, 0.000, 2.375, 3.717}, // new × subcategory cover
    {0.000, 0.000, 0.000, -1.453}, // new × in category
    {0.000, 0.000, -0.634, -0.695}, // merged × general
    {0.000, 0.000, 0.000, 0.501}, // merged × in category
    {0.000, 0.000, 0.000, -2.421}, // alias cosine × alias of the category
    {0.000, 0.000, 0.000, 1.342}, // some alias of the category
    {0.000, 0.000, 0.000, 0.760}, // led to the category
    {0.519, 1.065, -0.217, -0.134}, // exact × not new
  };

  // @formatter:on

  static final int SIZE = WEIGHTS.length;

  private static final double[][] COLUMNS = new double[4][SIZE];

  static {
    for (int column = 0; column < COLUMNS.length; column++) {
      for (int i = 0; i < SIZE; i++) {
        COLUMNS[column][i] = WEIGHTS[i][column];
      }
    }
  }

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

  /** How many values {@link #places} writes, and from which on. */
  static final int PLACES = 5;

  private static final int FIRST_OF_PLACES = 8;

  /**
   * Writes how the places of two names relate.
   *
   * @return how far the candidate's places are broader ones of the question's
   */
  static double places(double[] values, int[] asked, int[] places, SuggestTerms terms) {
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
    int i = FIRST_OF_PLACES;
    values[i++] = Math.min(2, same);
    values[i++] = Math.min(2, broader);
    values[i++] = Math.min(2, foreign);
    values[i++] = Math.min(2, narrower);
    values[i] = Math.min(2, missing);
    return broader;
  }

  /** The column of weights for what is known of a question. */
  static int column(boolean sourceKnown, boolean knowsCrosswalk) {
    return (sourceKnown ? 1 : 0) + (knowsCrosswalk ? 2 : 0);
  }

  /** Weighs the values of a candidate. */
  static double weigh(double[] values, int column) {
    double[] weights = COLUMNS[column];
    // two sums, because each addition waits for the one before it
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < SIZE; i += 2) {
      even += weights[i] * values[i];
      odd += weights[i + 1] * values[i + 1];
    }
    return i < SIZE ? even + odd + weights[i] * values[i] : even + odd;
  }
}
