package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches: what reads what, under which name. */
class ForkTest {
  private static Network net(String layers) {
    return Nets.network(Nets.around("8x8x4", layers));
  }

  private static List<String> wiring(Network net) {
    return net.layers().stream().map(l -> l.name() + l.inputs()).toList();
  }

  @Test
  void anEmptyBranchIsTheForksInput() {
    assertThat(wiring(net("fork { conv(3, 4) relu | } add")))
        .containsExactly("conv1[-1]", "relu1[0]", "add1[1, -1]", "dense1[2]");
  }

  @Test
  void layersOfAStageAreNumberedThroughItsBranches() {
    String block = "conv(3, 4) bn relu conv(3, 4) bn";
    assertThat(wiring(net("block: fork { " + block + " | conv(1, 4) bn } add relu; ")))
        .containsExactly(
            "block.conv1[-1]", "block.bn1[0]", "block.relu1[1]", "block.conv2[2]",
            "block.bn2[3]", "block.conv3[-1]", "block.bn3[5]", "block.add[4, 6]",
            "block.relu2[7]", "dense1[8]");
  }

  @Test
  void aStageInABranchEndsWithIt() {
    assertThat(
            wiring(
                net("a: fork { b: conv(3, 4) relu | tanh } c: add; fork { relu | @b } max")))
        .containsExactly(
            "b[-1]", "b.relu[0]", "a[-1]", "c[1, 2]", "relu1[3]", "max1[4, 1]", "dense1[5]");
  }

  @Test
  void aStageThatGoesOnInABranchKeepsItsValue() {
    assertThat(wiring(net("a: relu fork { tanh add(@a) | elu } mul;")))
        .containsExactly(
            "a.relu[-1]", "a.tanh[0]", "a.add[1, 0]", "a.elu[0]", "a.mul[2, 3]", "dense1[4]");
  }

  @Test
  void joinsReadNamedValuesBehindTheForks() {
    Network net = net("a: relu; b: tanh; fork { elu | } concat(@a, @i)");
    assertThat(wiring(net)).contains("concat1[2, 1, 0, -1]");
    assertThat(net.layers().get(3).output()).isEqualTo(new Shape.Image(8, 8, 16));
  }

  @Test
  void forksNest() {
    assertThat(wiring(net("fork { fork { relu | tanh } max | fork { elu | } add } concat")))
        .containsExactly(
            "relu1[-1]", "tanh1[-1]", "max1[0, 1]", "elu1[-1]", "add1[3, -1]", "concat1[2, 4]",
            "dense1[5]");
  }

  /** Squeeze and excitation: one value for each channel, on either side. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fork { | global_avg_pool dense(4) sigmoid } mul",
        "fork { global_avg_pool dense(4) sigmoid | } mul",
        "fork { | avg_pool(8, pad = valid) conv(1, 4) } add",
        "fork { avg_pool(8, pad = valid) | } max",
        "fork { relu | | global_max_pool } add"
      })
  void oneValueForEachChannelJoinsAnImage(String layers) {
    List<Layer> all = net(layers).layers();
    assertThat(all.get(all.size() - 2).output()).isEqualTo(new Shape.Image(8, 8, 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fork { | global_avg_pool dense(3) } mul", "fork { | conv(3, 5) } add",
        "fork { | conv(3, 4, stride = 2) } max", "fork { | dense(256) } add",
        "fork { | global_avg_pool } concat", "fork { | pool(2) } concat",
        "fork { flatten | global_avg_pool } add", "fork { | avg_pool(4) } mul"
      })
  void otherShapesDoNotFit(String layers) {
    assertThat(Nets.codes(Nets.around("8x8x4", layers))).containsExactly("CNN0401");
  }

  @Test
  void valuesWithoutPlacesJoinAPixel() {
    List<Layer> all = net("fork { global_avg_pool | avg_pool(8, pad = 0) } add").layers();
    assertThat(all.get(2).output()).isEqualTo(new Shape.Image(1, 1, 4));
    all = net("fork { global_avg_pool | global_max_pool } concat").layers();
    assertThat(all.get(2).output()).isEqualTo(new Shape.Vector(8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fork { conv(3, 3) | add", "fork { | | add", "fork conv(3, 3) } add", "fork { a: | b: | }",
        "fork { conv(3 | } add", "fork | { } add", "fork { fork { } add", "fork { } } add",
        "fork {", "fork", "{ relu | }", "relu | relu", "fork { relu |", "fork { :: } add"
      })
  void whatIsNoForkHasAPlaceAndACode(String layers) {
    List<String> codes = Nets.codes(Nets.around("8x8x4", layers));
    assertThat(codes).isNotEmpty().allMatch(c -> c.matches("CNN0[124]\\d\\d"));
  }

  @Test
  void outputsKeepTheirOrder() {
    Network net =
        Nets.network(
            "net N { input i : f32 8x8x3; label y : class(2); f: conv(3, 4) relu; l: dense(2)"
                + " output @l, @f; }");
    assertThat(net.outputs()).containsExactly(2, 1);
    assertThat(net.output()).isEqualTo(2);
  }
}
