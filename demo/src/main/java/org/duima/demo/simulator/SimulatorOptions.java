package org.duima.demo.simulator;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a simulator is set up. Immutable; made with {@link #builder(Path, String)}.
 *
 * <p>It listens on 127.0.0.1 only, whatever the options say.
 */
public final class SimulatorOptions {
  /** Where the gateway serves by default. */
  public static final String DEFAULT_BASE_PATH = "/ebus/rio_fsi";

  private final Builder values;

  private SimulatorOptions(Builder values) {
    this.values = values;
  }

  /**
   * Starts a set of options.
   *
   * @param mappings folder with settlement/fields.csv and dictionaries/
   * @param secret the token that signs the headers, at least 8 characters
   */
  public static Builder builder(Path mappings, String secret) {
    return new Builder(mappings, secret);
  }

  int port() {
    return values.port;
  }

  String paasid() {
    return values.paasid;
  }

  String secret() {
    return values.secret;
  }

  Path mappings() {
    return values.mappings;
  }

  Path store() {
    return values.store;
  }

  Path diagnoses() {
    return values.diagnoses;
  }

  Path procedures() {
    return values.procedures;
  }

  String infver() {
    return values.infver;
  }

  boolean signInRequired() {
    return values.signInRequired;
  }

  SmKeys smKeys() {
    return values.smKeys;
  }

  Path catalogues() {
    return values.catalogues;
  }

  long signInSeconds() {
    return values.signInSeconds;
  }

  boolean strictDictionaries() {
    return values.strictDictionaries;
  }

  ListCheck.Policy policy() {
    return new ListCheck.Policy(values.regionalFields, values.formLimits, values.aliases);
  }

  LocalDateTime calendarNow() {
    return values.calendarNow;
  }

  int maxBodyBytes() {
    return values.maxBodyBytes;
  }

  int threads() {
    return values.threads;
  }

  long seed() {
    return values.seed;
  }

  List<Behaviour> behaviours() {
    return List.copyOf(values.behaviours);
  }

  /** Collects options; not thread-safe. */
  public static final class Builder {
    private final Path mappings;
    private final String secret;
    private int port;
    private String paasid = "duima-simulator";
    private Path store;
    private Path diagnoses;
    private Path procedures;
    private String infver = "V1.0";
    private boolean signInRequired = true;
    private SmKeys smKeys;
    private Path catalogues;
    private long signInSeconds;
    private boolean strictDictionaries;
    private boolean regionalFields;
    private boolean formLimits;
    private boolean aliases;
    private LocalDateTime calendarNow;
    private int maxBodyBytes = 1 << 20;
    private int threads = 8;
    private long seed = 1;
    private final List<Behaviour> behaviours = new ArrayList<>();

    private Builder(Path mappings, String secret) {
      this.mappings = Objects.requireNonNull(mappings);
      if (secret.length() < 8) {
        throw new SetupException("密钥至少8个字符 / the secret needs at least 8 characters");
      }
      this.secret = secret;
    }

    /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
    public Builder port(int newPort) {
      if (newPort < 0 || newPort > 65_535) {
        throw new SetupException("端口应在 0 到 65535 之间 / port must be 0 to 65535: " + newPort);
      }
      port = newPort;
      return this;
    }

    /** The x-tif-paasid that is known; default duima-simulator. */
    public Builder paasid(String newPaasid) {
      paasid = Objects.requireNonNull(newPaasid);
      return this;
    }

    /** Folder that keeps what was taken, so that a restart has it; without one, memory only. */
    public Builder store(Path newStore) {
      store = newStore;
      return this;
    }

    /** CSV (code, name) of insurance diagnoses, instead of the one found in the mappings. */
    public Builder diagnoses(Path file) {
      diagnoses = file;
      return this;
    }

    /** CSV (code, name) of insurance procedures, instead of the one found in the mappings. */
    public Builder procedures(Path file) {
      procedures = file;
      return this;
    }

    /** The interface version spoken; default V1.0. */
    public Builder infver(String newInfver) {
      infver = Objects.requireNonNull(newInfver);
      return this;
    }

    /** Whether every call but 9001 needs the sign_no of a sign-in of that day; default yes. */
    public Builder signInRequired(boolean required) {
      signInRequired = required;
      return this;
    }

    /**
     * Wants bodies signed with SM2 and encrypted with SM4 instead of signed headers; the paasid is
     * the application's id. Makes the keys of both sides where the folder has none.
     *
     * @throws SetupException naming the file that holds no key
     */
    public Builder sealedBodies(Path keyFolder) {
      return smKeys(SmKeys.readOrGenerate(keyFolder));
    }

    Builder smKeys(SmKeys keys) {
      smKeys = keys;
      return this;
    }

    /** Folder of catalogue files (1307.txt …) to be downloaded instead of made-up ones. */
    public Builder catalogues(Path folder) {
      catalogues = folder;
      return this;
    }

    /** How long a sign-in lasts in seconds; 0, the default, until midnight. */
    public Builder signInSeconds(long seconds) {
      signInSeconds = seconds;
      return this;
    }

    /** Whether dictionaries that are not marked complete are enforced too; default no. */
    public Builder strictDictionaries(boolean strict) {
      strictDictionaries = strict;
      return this;
    }

    /** Whether fields that only some regions require are required; default no. */
    public Builder regionalFields(boolean required) {
      regionalFields = required;
      return this;
    }

    /** Whether the row limits of the paper form hold; default no, since uploads are arrays. */
    public Builder formLimits(boolean limited) {
      formLimits = limited;
      return this;
    }

    /** Whether field names of older builds are understood; default no. */
    public Builder aliases(boolean understood) {
      aliases = understood;
      return this;
    }

    /** Hospital local time that stands for now in checks of the list; default the real one. */
    public Builder calendarNow(LocalDateTime now) {
      calendarNow = now;
      return this;
    }

    /** Largest request body in bytes; default 1 MB. */
    public Builder maxBodyBytes(int bytes) {
      maxBodyBytes = bytes;
      return this;
    }

    /** Threads that answer; default 8. */
    public Builder threads(int number) {
      threads = number;
      return this;
    }

    /** Seed of the dice behind probabilities, so that a drill can be repeated; default 1. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** A behaviour in force from the start; several are tried in this order. */
    public Builder behave(Behaviour behaviour) {
      behaviours.add(behaviour);
      return this;
    }

    /** The finished options. */
    public SimulatorOptions build() {
      Builder copy = new Builder(mappings, secret);
      copy.port = port;
      copy.paasid = paasid;
      copy.store = store;
      copy.diagnoses = diagnoses;
      copy.procedures = procedures;
      copy.infver = infver;
      copy.signInRequired = signInRequired;
      copy.smKeys = smKeys;
      copy.catalogues = catalogues;
      copy.signInSeconds = signInSeconds;
      copy.strictDictionaries = strictDictionaries;
      copy.regionalFields = regionalFields;
      copy.formLimits = formLimits;
      copy.aliases = aliases;
      copy.calendarNow = calendarNow;
      copy.maxBodyBytes = maxBodyBytes;
      copy.threads = threads;
      copy.seed = seed;
      copy.behaviours.addAll(behaviours);
      return new SimulatorOptions(copy);
    }
  }
}
