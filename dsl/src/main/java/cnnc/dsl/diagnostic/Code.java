package cnnc.dsl.diagnostic;

/**
 * Every diagnostic of the language has a code, which never changes its meaning: 01xx syntax, 02xx
 * names and arguments, 03xx shapes, 04xx structure, 05xx training blocks, 06xx memory and target,
 * 08xx lints. (07xx belongs to the runtime: data, weights and files.)
 */
public enum Code {
  UNCLOSED_ARGUMENTS("CNN0101"),
  ARROW("CNN0102"),
  STRAY_CHARACTER("CNN0103"),
  UNEXPECTED_TOKEN("CNN0104"),
  UNCLOSED_TEXT("CNN0105"),
  LANGUAGE_VERSION("CNN0106"),
  TOO_DEEP("CNN0107"),
  NOT_UTF8("CNN0108"),
  TOO_MANY_FAULTS("CNN0109", Severity.WARNING),
  UNKNOWN_LAYER("CNN0201"),
  UNKNOWN_ARGUMENT("CNN0202"),
  MISSING_ARGUMENT("CNN0203"),
  TOO_MANY_ARGUMENTS("CNN0204"),
  WRONG_KIND("CNN0205"),
  OUT_OF_RANGE("CNN0206"),
  UNKNOWN_NAME("CNN0207"),
  NAME_TAKEN("CNN0208"),
  UNKNOWN_PROPERTY("CNN0209"),
  NOT_YET("CNN0210"),
  POSITION_AFTER_NAME("CNN0211"),
  UNPRINTABLE_TEXT("CNN0212"),
  TOO_MANY("CNN0213"),
  IDLE_ARGUMENT("CNN0214"),
  DROPS_ALL("CNN0215"),
  INITIALIZER("CNN0216"),
  SHAPE_CHECK("CNN0301"),
  WINDOW_TOO_LARGE("CNN0302"),
  NEEDS_IMAGE("CNN0303"),
  CLASS_COUNT("CNN0304"),
  TOO_LARGE("CNN0305"),
  GROUPS("CNN0306"),
  BLOCKS("CNN0307"),
  JOINED_SHAPES("CNN0401"),
  NOT_JOINED("CNN0402"),
  NEVER_USED("CNN0403"),
  NO_INPUT("CNN0404"),
  NO_LABEL("CNN0405"),
  EMPTY_NET("CNN0406"),
  NO_NET("CNN0407"),
  NOTHING_TO_JOIN("CNN0408"),
  ONE_BRANCH("CNN0409"),
  OUTPUTS("CNN0410"),
  JOINED_TWICE("CNN0411"),
  UNKNOWN_BLOCK("CNN0501"),
  MISSING_PROPERTY("CNN0502"),
  RECIPE_CYCLE("CNN0503"),
  LOG_FORMAT("CNN0504"),
  AUGMENTATION_SHAPE("CNN0505"),
  LOSS_TERM("CNN0506"),
  CLASS_WEIGHTS("CNN0507"),
  BAD_OUTPUT_NAME("CNN0601"),
  ARENA_TOO_LARGE("CNN0602"),
  TOO_MANY_CHANNELS("CNN0603"),
  BAD_TUNING("CNN0604"),
  DEAD_BRIGHTNESS("CNN0801", Severity.WARNING),
  CONSTANT_SCHEDULE("CNN0802", Severity.WARNING),
  DECAY_WITHOUT_L2("CNN0803", Severity.WARNING),
  IDLE_TUNING("CNN0804", Severity.WARNING),
  OTHER_PREPARATION("CNN0805", Severity.WARNING),
  UNUSED_AUGMENTATION("CNN0806", Severity.WARNING),
  RAW_BYTES("CNN0807", Severity.WARNING),
  IDLE_AVERAGE("CNN0808", Severity.WARNING),
  RELU_ON_LOGITS("CNN0809", Severity.WARNING),
  PLANES_FIRST("CNN0810", Severity.WARNING),
  LABEL_BYTE("CNN0811", Severity.WARNING);

  private final String id;
  private final Severity severity;

  Code(String id) {
    this(id, Severity.ERROR);
  }

  Code(String id, Severity severity) {
    this.id = id;
    this.severity = severity;
  }

  public String id() {
    return id;
  }

  public Severity severity() {
    return severity;
  }
}
