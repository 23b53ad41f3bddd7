// ---- max-pooling -------------------------------------------------------------------------------

// Taps of windows, as small as their number allows.
template <int N, bool SMALL>
struct Taps;
template <>
struct Taps<1, true> {
  using Type = unsigned char;
  Type at[1];
};
template <>
struct __align__(4) Taps<4, true> {
  using Type = unsigned char;
  Type at[4];
};
template <>
struct Taps<1, false> {
  using Type = int;
  Type at[1];
};
template <>
struct __align__(16) Taps<4, false> {
  using Type = int;
  Type at[4];
};

// The first of the largest values under a window, then a formula of it.
template <class G>
struct MaxPool : G {
  static constexpr int N = G::CHANNELS % 4 == 0 ? 4 : 1;
  using Argmaxes = Taps<N, (G::TAPS < 256)>;
  using Argmax = typename Argmaxes::Type;
  const float* x;
  typename G::Operands operands;
  float* y;
  Argmax* argmax;

  __device__ MaxPool(
      const float* x, const typename G::Operands& operands, float* y, Argmax* argmax)
      : x(x), operands(operands), y(y), argmax(argmax) {}
  __device__ Values<N> operator()(int i) const {
    const int c = i % G::CHANNELS;
    const Window<G> window = Window<G>::of(i / G::CHANNELS);
    Values<N> most = Values<N>::of(0);
    Argmaxes at;
    bool any = false;
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const int from =
          under<G>(window, Tap<G>::of(tap / G::WINDOW_WIDTH, tap % G::WINDOW_WIDTH, c));
      if (from >= 0) {
        const Values<N> v = load<N>(x + from);
#pragma unroll
        for (int j = 0; j < N; j++) {
          if (!any || v.at[j] > most.at[j]) {
            most.at[j] = v.at[j];
            at.at[j] = static_cast<Argmax>(tap);
          }
        }
        any = true;
      }
    }
    if (G::ARGMAX) {
      *reinterpret_cast<Argmaxes*>(argmax + i) = at;
    }
    const Values<N> made = G::template formula<N>(most, i, c, operands).out[0];
    if (G::KEEP) {
      store(y + i, made);
    }
    return made;
  }
};

// The sum of the gradients of all windows that took their maximum here: of those that reach the pixel,
// in the order of its taps in them.
template <class G>
struct MaxPoolGradient : G {
  static constexpr int N = G::CHANNELS % 4 == 0 ? 4 : 1;
  static constexpr int WINDOW_HEIGHT = G::TAPS / G::WINDOW_WIDTH;
  static constexpr int ROWS = (WINDOW_HEIGHT + G::STRIDE_Y - 1) / G::STRIDE_Y;
  static constexpr int COLUMNS = (G::WINDOW_WIDTH + G::STRIDE_X - 1) / G::STRIDE_X;
  using Argmaxes = Taps<N, (G::TAPS < 256)>;
  using Argmax = typename Argmaxes::Type;
  const float* dy;
  const Argmax* argmax;

  __device__ MaxPoolGradient(const float* dy, const Argmax* argmax) : dy(dy), argmax(argmax) {}
  __device__ Values<N> operator()(int i) const {
    const int c = i % G::CHANNELS, pixel = i / G::CHANNELS;
    const int column = pixel % G::WIDTH + G::LEFT, rest = pixel / G::WIDTH;
    const int row = rest % G::HEIGHT + G::TOP, image = rest / G::HEIGHT;
    Values<N> sum = Values<N>::of(0);
#pragma unroll
    for (int n = 0; n < ROWS * COLUMNS; n++) {
      const int y = row / G::STRIDE_Y - n / COLUMNS, x = column / G::STRIDE_X - n % COLUMNS;
      const int tapY = row - y * G::STRIDE_Y, tapX = column - x * G::STRIDE_X;
      const bool reaches = y >= 0 && y < G::OUT_HEIGHT && tapY < WINDOW_HEIGHT && x >= 0 &&
                           x < G::OUT_WIDTH && tapX < G::WINDOW_WIDTH;
      if (reaches) {
        const int at = ((image * G::OUT_HEIGHT + y) * G::OUT_WIDTH + x) * G::CHANNELS + c;
        const int tap = tapY * G::WINDOW_WIDTH + tapX;
        const Values<N> g = load<N>(dy + at);
        const Argmaxes taken = *reinterpret_cast<const Argmaxes*>(argmax + at);
#pragma unroll
        for (int j = 0; j < N; j++) {
          sum.at[j] += taken.at[j] == tap ? g.at[j] : 0;
        }
      }
    }
    return sum;
  }
};

