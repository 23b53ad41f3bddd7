package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.List;

/** {@code data}: where images lie and in which format. */
public final class DataSet extends Block<DataSet> {
  private final Written format;

  /** Records of label bytes and an image, as CIFAR's binary files have them. */
  public static DataSet cifarBinary(String name) {
    return new DataSet(name, Places.here(), Written.word("cifar_binary"), List.of());
  }

  /** MNIST's files, in pairs: images, and behind them their labels. */
  public static DataSet idx(String name) {
    return new DataSet(name, Places.here(), Written.word("idx"), List.of());
  }

  /** A folder for each class, with pictures of any size. */
  public static DataSet imageFolder(String name) {
    return new DataSet(name, Places.here(), Written.word("image_folder"), List.of());
  }

  /** A table of comma-separated values, whose columns of these names say where pictures lie and what they are. */
  public static DataSet csv(String name, String path, String label) {
    return new DataSet(
        name, Places.here(), Written.word("csv").with("path", path).with("label", label), List.of());
  }

  private DataSet(String name, Span place, Written format, List<Property> properties) {
    super("data", name, place, properties);
    this.format = format;
  }

  @Override
  DataSet of(List<Property> others) {
    return new DataSet(name, place, format, others);
  }

  private DataSet format(Written other) {
    return new DataSet(name, place, other, properties);
  }

  /** Bytes before each image, of which the last is the label: 1 or 2; 1 by default. */
  public DataSet labelBytes(int bytes) {
    return format(format.with("label_bytes", bytes));
  }

  /** The images of the files, planes first: channels, rows, columns; 3, 32, 32 by default. */
  public DataSet image(int channels, int height, int width) {
    Expr dims = new Expr.Dims(channels + "x" + height + "x" + width, Places.here());
    return format(format.with("image", dims));
  }

  /** Pictures become the image by being as large as fits in, black around them; else what sticks out is cut off. */
  public DataSet contain() {
    return format(format.with("fit", Written.name("contain")));
  }

  /** Pictures become the image by losing their proportions. */
  public DataSet stretch() {
    return format(format.with("fit", Written.name("stretch")));
  }

  /** Broken pictures are left out; else they are a fault. */
  public DataSet skipBroken() {
    return format(format.with("broken", Written.name("skip")));
  }

  /** Holds a share of the training images out, to be judged by. */
  public DataSet split(double share) {
    return with("split", share);
  }

  /** Files to learn from, relative to the folder; {@code {1..5}} stands for each of these. */
  public DataSet train(String... files) {
    return with("train", texts(files));
  }

  /** Files to judge by. */
  public DataSet test(String... files) {
    return with("test", texts(files));
  }

  /** The archive that is downloaded where files are missing. */
  public DataSet url(String address) {
    return with("url", address);
  }

  /** The folder, below the working folder. */
  public DataSet dir(String folder) {
    return with("dir", folder);
  }

  /** Digests of the files, first those to learn from. */
  public DataSet sha256(String... digests) {
    return with("sha256", Written.all(digests));
  }

  /** Names of the classes. */
  public DataSet names(String... names) {
    return with("names", Written.all(names));
  }

  private static Object texts(String... files) {
    List<String> all = Written.all(files);
    return all.size() == 1 ? all.get(0) : all;
  }

  @Override
  public Declaration declaration() {
    List<Property> all = new ArrayList<>();
    all.add(new Property("format", place, format.expression()));
    all.addAll(properties);
    return new Declaration.Block(keyword, name, place, "", null, all, place);
  }
}
