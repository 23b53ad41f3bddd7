// ---- convolutions of each channel by itself ----------------------------------------------------

// The weights of a tap for neighbouring channels, which have their taps behind each other.
template <class G, int N>
__device__ inline Values<N> depthwise_weights(const float* w, int channel, int tap) {
  Values<N> v;
#pragma unroll
  for (int j = 0; j < N; j++) {
    v.at[j] = w[(channel + j) * G::TAPS + tap];
  }
  return v;
}

template <int N>
__device__ inline void add_product(Values<N>& sum, const Values<N>& a, const Values<N>& b) {
#pragma unroll
  for (int j = 0; j < N; j++) {
    sum.at[j] = fmaf(a.at[j], b.at[j], sum.at[j]);
  }
}

template <class G>
struct DepthwiseConvolution : G {
  static constexpr int N = G::CHANNELS % 4 == 0 ? 4 : 1;
  const float* x;
  const float* w;

  __device__ DepthwiseConvolution(const float* x, const float* w) : x(x), w(w) {}
  __device__ Values<N> operator()(int i) const {
    const int c = i % G::CHANNELS;
    const Window<G> window = Window<G>::of(i / G::CHANNELS);
    Values<N> sum = Values<N>::of(0);
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const int from =
          under<G>(window, Tap<G>::of(tap / G::WINDOW_WIDTH, tap % G::WINDOW_WIDTH, c));
      if (from >= 0) {
        add_product(sum, load<N>(x + from), depthwise_weights<G, N>(w, c, tap));
      }
    }
    return sum;
  }
};

template <class G>
struct DepthwiseInputGradient : G {
  static constexpr int N = G::CHANNELS % 4 == 0 ? 4 : 1;
  const Reached<G> dy;
  const float* w;

  __device__ DepthwiseInputGradient(const float* dy, const float* w) : dy(dy), w(w) {}
  __device__ Values<N> operator()(int i) const {
    const int c = i % G::CHANNELS;
    const auto pixel = dy.line(i / G::CHANNELS);
    Values<N> sum = Values<N>::of(0);
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const int from = dy.find(pixel, dy.term(tap));
      if (from >= 0) {
        add_product(sum, load<N>(dy.array + from + c), depthwise_weights<G, N>(w, c, tap));
      }
    }
    return sum;
  }
};

// A thread sums so many taps at once as registers hold.
template <class G>
__device__ inline void depthwise_weight_gradient(
    const float* x, const float* dy, float* dw, float* parts, unsigned* counters) {
  using P = Pixels<G>;
  constexpr int N = P::N, MOST = 64 / (N * P::EACH);
  constexpr int AT_ONCE = MOST < 1 ? 1 : MOST < G::TAPS ? MOST : G::TAPS;
  const int groups = (gridDim.x + G::GROUP - 1) / G::GROUP;
  for (int first = 0; first < G::TAPS; first += AT_ONCE) {
    Values<N> sums[AT_ONCE][P::EACH];
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
#pragma unroll
      for (int j = 0; j < P::EACH; j++) {
        sums[k][j] = Values<N>::of(0);
      }
    }
    passes<P>([&](long long from) {
      P::groups(from, [&](int at, int, int j) {
        const int c = at % G::CHANNELS;
        const Window<G> window = Window<G>::of(at / G::CHANNELS);
        const Values<N> gradient = load<N>(dy + at);
#pragma unroll
        for (int k = 0; k < AT_ONCE; k++) {
          const int tap = first + k;
          const int found =
              under<G>(window, Tap<G>::of(tap / G::WINDOW_WIDTH, tap % G::WINDOW_WIDTH, c));
          if (tap < G::TAPS && found >= 0) {
            add_product(sums[k][j], load<N>(x + found), gradient);
          }
        }
      });
    });
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      const int tap = first + k;
      if (tap < G::TAPS) {
        channel_sums<G, G::TAPS>(
            sums[k], dw + tap, parts + tap * gridDim.x * G::CHANNELS,
            counters + tap * (1 + groups));
      }
    }
  }
}
