// ---- pooling -----------------------------------------------------------------------------------

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

// Taps of a window that are written one by one, and so many at a time where there are more.
constexpr int MOST_UNROLLED = 49;
constexpr int MANY_TAPS = 8;

template <class G>
__device__ inline Tap<G> pool_tap(int tap, int channel) {
  return Tap<G>::of(tap / G::WINDOW_WIDTH, tap % G::WINDOW_WIDTH, channel);
}

// A pixel in the padded image, and the windows that reach it, the last one first.
template <class G>
struct Reaching {
  static constexpr int WINDOW_HEIGHT = G::TAPS / G::WINDOW_WIDTH;
  static constexpr int REACH_Y = (WINDOW_HEIGHT - 1) * G::DILATION_Y + 1;
  static constexpr int REACH_X = (G::WINDOW_WIDTH - 1) * G::DILATION_X + 1;
  static constexpr int ROWS = (REACH_Y + G::STRIDE_Y - 1) / G::STRIDE_Y;
  static constexpr int COLUMNS = (REACH_X + G::STRIDE_X - 1) / G::STRIDE_X;
  int row;
  int column;
  int image;

  static __device__ Reaching of(int pixel) {
    const int column = pixel % G::WIDTH + G::LEFT, rest = pixel / G::WIDTH;
    return {rest % G::HEIGHT + G::TOP, column, rest / G::HEIGHT};
  }

  // Calls f(window, tap) for each window and the tap of it that lies here.
  template <class F>
  __device__ void each(const F& f) const {
#pragma unroll
    for (int n = 0; n < ROWS * COLUMNS; n++) {
      const int y = row / G::STRIDE_Y - n / COLUMNS, x = column / G::STRIDE_X - n % COLUMNS;
      const int tapY = row - y * G::STRIDE_Y, tapX = column - x * G::STRIDE_X;
      const bool reaches = y >= 0 && y < G::OUT_HEIGHT && tapY < REACH_Y && x >= 0 &&
                           x < G::OUT_WIDTH && tapX < REACH_X && tapY % G::DILATION_Y == 0 &&
                           tapX % G::DILATION_X == 0;
      if (reaches) {
        f((image * G::OUT_HEIGHT + y) * G::OUT_WIDTH + x,
          tapY / G::DILATION_Y * G::WINDOW_WIDTH + tapX / G::DILATION_X);
      }
    }
  }
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
#pragma unroll(G::TAPS <= MOST_UNROLLED ? G::TAPS : MANY_TAPS)
    for (int tap = 0; tap < G::TAPS; tap++) {
      const int from = under<G>(window, pool_tap<G>(tap, c));
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
  using Argmaxes = Taps<N, (G::TAPS < 256)>;
  using Argmax = typename Argmaxes::Type;
  const float* dy;
  const Argmax* argmax;

  __device__ MaxPoolGradient(const float* dy, const Argmax* argmax) : dy(dy), argmax(argmax) {}
  __device__ Values<N> operator()(int i) const {
    const int c = i % G::CHANNELS;
    Values<N> sum = Values<N>::of(0);
    Reaching<G>::of(i / G::CHANNELS).each([&](int window, int tap) {
      const int at = window * G::CHANNELS + c;
      const Values<N> g = load<N>(dy + at);
      const Argmaxes taken = *reinterpret_cast<const Argmaxes*>(argmax + at);
#pragma unroll
      for (int j = 0; j < N; j++) {
        sum.at[j] += taken.at[j] == tap ? g.at[j] : 0;
      }
    });
    return sum;
  }
};

// How many taps of a window that begins somewhere lie from `lower` up to `upper`.
__device__ inline int taps_inside(int begin, int taps, int dilation, int lower, int upper) {
  const int before = lower > begin ? (lower - begin + dilation - 1) / dilation : 0;
  const int until = (upper - begin + dilation - 1) / dilation;
  return (until < taps ? until : taps) - before;
}

// What share a pixel has of the mean of a window.
template <class G>
__device__ inline float share(int position) {
  if constexpr (G::DIVISOR > 0) {
    return 1.0f / G::DIVISOR;
  }
  const int column = position % G::OUT_WIDTH * G::STRIDE_X - G::LEFT;
  const int row = position / G::OUT_WIDTH % G::OUT_HEIGHT * G::STRIDE_Y - G::TOP;
  return 1.0f / (taps_inside(
                     row, G::TAPS / G::WINDOW_WIDTH, G::DILATION_Y, -G::COUNTED_TOP,
                     G::HEIGHT + G::COUNTED_BOTTOM) *
                 taps_inside(
                     column, G::WINDOW_WIDTH, G::DILATION_X, -G::COUNTED_LEFT,
                     G::WIDTH + G::COUNTED_RIGHT));
}

// The mean under a window, then a formula of it.
template <class G>
struct AveragePool : G {
  static constexpr int N = G::CHANNELS % 4 == 0 ? 4 : 1;
  const float* x;
  typename G::Operands operands;
  float* y;

  __device__ AveragePool(const float* x, const typename G::Operands& operands, float* y)
      : x(x), operands(operands), y(y) {}
  __device__ void operator()(int i) const {
    const int c = i % G::CHANNELS, position = i / G::CHANNELS;
    const Window<G> window = Window<G>::of(position);
    Values<N> mean = Values<N>::of(0);
#pragma unroll(G::TAPS <= MOST_UNROLLED ? G::TAPS : MANY_TAPS)
    for (int tap = 0; tap < G::TAPS; tap++) {
      const int from = under<G>(window, pool_tap<G>(tap, c));
      if (from >= 0) {
        const Values<N> v = load<N>(x + from);
#pragma unroll
        for (int j = 0; j < N; j++) {
          mean.at[j] += v.at[j];
        }
      }
    }
    const float part = share<G>(position);
#pragma unroll
    for (int j = 0; j < N; j++) {
      mean.at[j] *= part;
    }
    store(y + i, G::template formula<N>(mean, i, c, operands).out[0]);
  }
};

// The sum of the shares of all windows that reach a pixel.
template <class G>
struct AveragePoolGradient : G {
  static constexpr int N = G::CHANNELS % 4 == 0 ? 4 : 1;
  const float* dy;
  float* dx;

  __device__ AveragePoolGradient(const float* dy, float* dx) : dy(dy), dx(dx) {}
  __device__ void operator()(int i) const {
    const int c = i % G::CHANNELS;
    Values<N> sum = Values<N>::of(0);
    Reaching<G>::of(i / G::CHANNELS).each([&](int window, int) {
      const Values<N> g = load<N>(dy + window * G::CHANNELS + c);
      const float part = share<G>(window);
#pragma unroll
      for (int j = 0; j < N; j++) {
        sum.at[j] += g.at[j] * part;
      }
    });
    store(dx + i, sum);
  }
};
