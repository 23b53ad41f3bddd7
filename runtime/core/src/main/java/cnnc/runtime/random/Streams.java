package cnnc.runtime.random;

/** The streams of random numbers; a number here is part of every seeded result. */
public final class Streams {
  public static final int SHUFFLE = 1;
  public static final int SYNTHETIC = 2;
  public static final int QUEUE = 3;
  public static final int CROP_Y = 16;
  public static final int CROP_X = 17;
  public static final int FLIP = 18;
  public static final int BRIGHTNESS = 19;
  public static final int CONTRAST = 20;
  public static final int TRANSLATE_Y = 21;
  public static final int TRANSLATE_X = 22;
  public static final int ROTATE = 23;
  public static final int AREA = 24;
  public static final int RATIO = 25;
  public static final int BOX_Y = 26;
  public static final int BOX_X = 27;
  public static final int SATURATION = 28;
  public static final int HUE = 29;
  public static final int GRAY = 30;
  public static final int GAMMA = 31;
  public static final int CUTOUT_Y = 32;
  public static final int CUTOUT_X = 33;
  public static final int MIX = 34;
  public static final int MIX_Y = 35;
  public static final int MIX_X = 36;

  /** The n-th layer's random numbers in a step draw from this plus n. */
  public static final int LAYERS = 1 << 20;

  /** The n-th parameter draws from this plus n. */
  public static final int PARAMETERS = 1 << 16;

  private Streams() {}
}
