package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.resolve.layer.LayerRules;
import cnnc.dsl.resolve.value.Chain;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What to write in place of words that the language does not have. */
final class LayerHints {
  private static final Map<String, String> ELSEWHERE = elsewhere();

  private LayerHints() {}

  /** Words of other frameworks in lower case, and what is written here instead. */
  private static Map<String, String> elsewhere() {
    Map<String, String> all = new HashMap<>();
    add(all, "`conv(k, out)` is the layer", "conv2d", "convolution", "convolutional");
    add(all, "`conv` with as many `groups` as channels is depthwise",
        "depthwise_conv", "depthwise_conv2d", "depthwiseconv2d", "dwconv");
    add(all, "`deconv(k, out)` is the layer",
        "conv_transpose", "convtranspose2d", "conv2dtranspose", "conv2d_transpose",
        "transposed_conv", "deconvolution");
    add(all, "`local(k, out)` is the layer",
        "locally_connected", "locallyconnected2d", "local2d", "unshared_conv");
    add(all, "`dense(n)` is the layer",
        "linear", "fc", "fully_connected", "inner_product", "innerproduct");
    add(all, "`pool` takes the maximum, as in `pool(3, 2)`",
        "maxpool", "maxpool2d", "maxpooling2d", "max_pool", "pooling");
    add(all, "`avg_pool` takes the mean, as in `avg_pool(3, 2)`",
        "avgpool", "avgpool2d", "averagepooling2d", "average_pool", "mean_pool");
    add(all, "`global_avg_pool` takes the mean of each channel",
        "gap", "globalavgpool", "global_average_pool", "globalaveragepooling2d",
        "adaptive_avg_pool", "adaptiveavgpool2d");
    add(all, "`global_max_pool` takes the maximum of each channel",
        "gmp", "globalmaxpool", "globalmaxpooling2d", "adaptivemaxpool2d");
    add(all, "`bn` is batch norm",
        "batch_norm", "batchnorm", "batchnorm2d", "batchnormalization", "bnorm");
    add(all, "`layer_norm`, `group_norm(groups)` and `instance_norm` are the layers",
        "layernorm", "layernormalization", "ln", "groupnorm", "groupnormalization", "gn",
        "instancenorm", "instancenorm2d");
    add(all, "`lrn(radius)` normalizes across channels, `bn` over the batch",
        "norm", "normalization", "localresponsenorm", "local_response_norm");
    add(all, "`dropout(p)` is the layer", "drop", "dropout2d");
    add(all, "`leaky_relu(slope)` is the layer", "lrelu", "leaky", "leakyrelu");
    add(all, "`silu` is the layer", "swish");
    add(all, "`hard_swish` is the layer", "hardswish", "hswish", "h_swish");
    add(all, "`hard_sigmoid` is the layer", "hardsigmoid", "hsigmoid", "h_sigmoid");
    add(all, "`sigmoid` is the layer", "logistic");
    add(all, "the loss applies softmax to the logits: end the net with `dense`",
        "softmax", "log_softmax", "logsoftmax");
    add(all, "`fork { ... | ... } add` adds what its branches give",
        "residual", "shortcut", "skip", "eltwise", "sum", "plus");
    add(all, "`fork { ... | ... } mul` multiplies what its branches give", "multiply", "times");
    add(all, "`fork { ... | ... } concat` puts channels behind each other",
        "concatenate", "cat", "route", "depthconcat");
    add(all, "`fork { | global_avg_pool dense(n) relu dense(channels) sigmoid } mul` is one",
        "se", "squeeze_excite", "squeeze_excitation");
    add(all, "`space_to_depth(k)` is the layer", "pixel_unshuffle", "pixelunshuffle", "reorg");
    add(all, "`upsample(k)` and `deconv` are the layers",
        "resize", "upsampling2d", "interpolate", "pixel_shuffle", "depth_to_space");
    add(all, "`pad` is the layer", "zero_pad", "zeropad", "zeropadding2d");
    add(all, "`crop` is the layer", "center_crop", "cropping2d");
    add(all, "`dense` flattens its input, and `flatten` does so alone", "reshape", "view");
    return Map.copyOf(all);
  }

  private static void add(Map<String, String> all, String help, String... words) {
    List.of(words).forEach(w -> all.put(w, help));
  }

  /** Reports a word that is no layer. */
  static void unknown(Element.Layer l, Set<String> definitions, Diagnostics diagnostics) {
    String help = ELSEWHERE.get(l.name().toLowerCase(Locale.ROOT));
    if (help == null) {
      List<String> words = new ArrayList<>(LayerRules.TABLE.keySet());
      words.addAll(Joins.TABLE.keySet());
      words.addAll(definitions);
      Chain.unknown(diagnostics, l.nameSpan(), "layer", l.name(), words);
    } else {
      diagnostics.report(
          Diagnostic.of(
                  Code.UNKNOWN_LAYER, l.nameSpan(), "there is no layer named `" + l.name() + "`")
              .help(help));
    }
  }
}
