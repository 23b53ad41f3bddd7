package cnnc.dsl.fluent;

import cnnc.dsl.fluent.training.Curve;
import cnnc.dsl.fluent.training.DataSet;
import cnnc.dsl.fluent.training.Duration;
import cnnc.dsl.fluent.training.Loss;
import cnnc.dsl.fluent.training.Optimizer;
import cnnc.dsl.fluent.training.Rule;
import cnnc.dsl.fluent.training.Schedule;
import cnnc.dsl.fluent.training.Term;
import cnnc.dsl.fluent.written.Written;
import java.util.List;

/** All words of the language, to be imported: {@code import static cnnc.dsl.fluent.Cnn.*;}. */
public final class Cnn extends AugmentationWords {
  private Cnn() {}

  /** TensorFlow's padding: in / stride outputs, rounded up, the odd zero after. */
  public static Pad same() {
    return Pad.word("same");
  }

  /** The same with the odd zero before. */
  public static Pad sameLower() {
    return Pad.word("same_lower");
  }

  /** No padding. */
  public static Pad valid() {
    return Pad.word("valid");
  }

  /** So many on each side. */
  public static Pad sides(int top, int bottom, int left, int right) {
    return Pad.sides(top, bottom, left, right);
  }

  /** All the same. */
  public static Init constant(double value) {
    return new Init("constant", value);
  }

  /** A normal distribution around 0. */
  public static Init normal(double stddev) {
    return new Init("normal", stddev);
  }

  /** The same, drawn again beyond two deviations. */
  public static Init truncNormal(double stddev) {
    return new Init("trunc_normal", stddev);
  }

  /** Evenly from -limit to limit. */
  public static Init uniform(double limit) {
    return new Init("uniform", limit);
  }

  /** Normal, of variance 2 / fan-in. */
  public static Init heNormal() {
    return new Init("he_normal");
  }

  /** Uniform, of variance 2 / fan-in. */
  public static Init heUniform() {
    return new Init("he_uniform");
  }

  /** Normal, of variance 2 / (fan-in + fan-out). */
  public static Init glorotNormal() {
    return new Init("glorot_normal");
  }

  /** Uniform, of variance 2 / (fan-in + fan-out). */
  public static Init glorotUniform() {
    return new Init("glorot_uniform");
  }

  /** Normal, of variance 1 / fan-in. */
  public static Init lecunNormal() {
    return new Init("lecun_normal");
  }

  /** Uniform, of variance 1 / fan-in. */
  public static Init lecunUniform() {
    return new Init("lecun_uniform");
  }

  /** Outputs, or where these are fewer the inputs, orthogonal to each other. */
  public static Init orthogonal() {
    return new Init("orthogonal");
  }

  /** Passes input channel i of each group on as its output i. */
  public static Init dirac() {
    return new Init("dirac");
  }

  /** The same; how outputs start that no input channel is for. */
  public static Init dirac(Init rest) {
    return new Init(Written.word("dirac").with("rest", Init.expression(rest)));
  }

  /** What makes the patches of the first training images uncorrelated, and half of it negated. */
  public static Init whiten() {
    return new Init("whiten");
  }

  /** The same of so many images; eps is added to the eigenvalues. */
  public static Init whiten(int images, double eps) {
    return new Init(Written.word("whiten").with("images", images).with("eps", eps));
  }

  /** Records of label bytes and an image, as CIFAR's binary files have them. */
  public static DataSet cifarBinary(String name) {
    return DataSet.cifarBinary(name);
  }

  /** MNIST's files, in pairs: images, and behind them their labels. */
  public static DataSet idx(String name) {
    return DataSet.idx(name);
  }

  /** A folder for each class, with pictures of any size. */
  public static DataSet imageFolder(String name) {
    return DataSet.imageFolder(name);
  }

  /** A table whose columns say where pictures lie and what they are. */
  public static DataSet csv(String name, String path, String label) {
    return DataSet.csv(name, path, label);
  }

  /** -sum t ln softmax(x). */
  public static Loss softmaxXent(Ref output, Ref label) {
    return loss("softmax_xent", output, label);
  }

  /** The sum over the classes of cross-entropies of sigmoids. */
  public static Loss sigmoidXent(Ref output, Ref label) {
    return loss("sigmoid_xent", output, label);
  }

  /** The mean over the classes of (x - t)^2. */
  public static Loss mse(Ref output, Ref label) {
    return loss("mse", output, label);
  }

  /** The mean over the classes of |x - t|. */
  public static Loss mae(Ref output, Ref label) {
    return loss("mae", output, label);
  }

  /** The square near 0, and a line beyond. */
  public static Loss huber(Ref output, Ref label) {
    return loss("huber", output, label);
  }

  /** The sum over the other classes of max(0, margin + x - x of the label's). */
  public static Loss hinge(Ref output, Ref label) {
    return loss("hinge", output, label);
  }

  private static Loss loss(String word, Ref output, Ref label) {
    return Loss.of(word, Ref.expression(output), Ref.expression(label));
  }

  /** The mean over a batch. */
  public static Term mean(Loss loss) {
    return Term.over("mean", loss);
  }

  /** The sum over a batch. */
  public static Term sum(Loss loss) {
    return Term.over("sum", loss);
  }

  /** The sum over the parameters of decay |w|^2 / 2. */
  public static Term l2() {
    return Term.l2();
  }

  /** Plain gradient descent. */
  public static Optimizer sgd(double rate) {
    return Optimizer.of("sgd", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer sgd(Schedule rate) {
    return Optimizer.of("sgd", rate);
  }

  /** Kingma and Ba 2014. */
  public static Optimizer adam(double rate) {
    return Optimizer.of("adam", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer adam(Schedule rate) {
    return Optimizer.of("adam", rate);
  }

  /** Loshchilov and Hutter 2017: Adam whose decay is no part of the gradient. */
  public static Optimizer adamw(double rate) {
    return Optimizer.of("adamw", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer adamw(Schedule rate) {
    return Optimizer.of("adamw", rate);
  }

  /** Duchi, Hazan and Singer 2011. */
  public static Optimizer adagrad(double rate) {
    return Optimizer.of("adagrad", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer adagrad(Schedule rate) {
    return Optimizer.of("adagrad", rate);
  }

  /** Tieleman and Hinton 2012. */
  public static Optimizer rmsprop(double rate) {
    return Optimizer.of("rmsprop", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer rmsprop(Schedule rate) {
    return Optimizer.of("rmsprop", rate);
  }

  /** Dozat 2016: Adam that looks ahead by its momentum. */
  public static Optimizer nadam(double rate) {
    return Optimizer.of("nadam", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer nadam(Schedule rate) {
    return Optimizer.of("nadam", rate);
  }

  /** You et al. 2017: rates by the weights and gradients of each tensor. */
  public static Optimizer lars(double rate) {
    return Optimizer.of("lars", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer lars(Schedule rate) {
    return Optimizer.of("lars", rate);
  }

  /** You et al. 2019: Adam's steps, as long as the weights of each tensor. */
  public static Optimizer lamb(double rate) {
    return Optimizer.of("lamb", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer lamb(Schedule rate) {
    return Optimizer.of("lamb", rate);
  }

  /** Jordan et al. 2024: orthogonal steps of matrices; the rest by {@code adamw}, or another. */
  public static Optimizer muon(double rate) {
    return Optimizer.of("muon", rate);
  }

  /** The same at a rate that changes. */
  public static Optimizer muon(Schedule rate) {
    return Optimizer.of("muon", rate);
  }

  /** initial factor^(time / every). */
  public static Curve expDecay(double initial, double factor, Duration every) {
    return Curve.of("exp_decay", initial).factor(factor).every(every);
  }

  /** Times the factor at each border. */
  public static Curve stepRate(double initial, double factor, Duration... borders) {
    return Curve.of("steps", Duration.expressions(borders), initial).factor(factor);
  }

  /** A rate that is lowered when the loss is on a plateau. */
  public static Curve plateau(double initial) {
    return Curve.of("plateau", initial);
  }

  /** From the initial value down to the end, by a power of the share that is left. */
  public static Curve polynomial(double initial) {
    return Curve.of("polynomial", initial);
  }

  /** Half a wave from the initial value down to the end. */
  public static Curve cosine(double initial) {
    return Curve.of("cosine", initial);
  }

  /** A factor that grows evenly to 1. */
  public static Curve warmup(Duration over) {
    return Curve.of("warmup", Duration.expression(over));
  }

  /** A factor from 0 to 1, by a power of the share that is past. */
  public static Curve ramp(double power) {
    return Curve.of("ramp", power);
  }

  /** A factor that grows evenly to 1 and shrinks evenly to the end. */
  public static Curve triangle() {
    return Curve.of("triangle");
  }

  /** Half a wave up to the peak and half a wave down. */
  public static Curve oneCycle(double peak) {
    return Curve.of("one_cycle", peak);
  }

  /**
   * One schedule behind the other.
   *
   * @param borders where each but the first begins
   */
  public static Schedule join(List<Schedule> schedules, Duration... borders) {
    return Schedule.joined(schedules, borders);
  }

  /** So many steps. */
  public static Duration steps(double amount) {
    return Duration.of(amount, "steps");
  }

  /** So many passes over the data. */
  public static Duration epochs(double amount) {
    return Duration.of(amount, "epochs");
  }

  /** So many times the length of the recipe. */
  public static Duration runs(double amount) {
    return Duration.of(amount, "runs");
  }

  /** A rule for the parameters whose names match; a star stands for any characters. */
  public static Rule rule(String... patterns) {
    return Rule.of(patterns);
  }
}
