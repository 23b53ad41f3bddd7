// ---- values between pixels ---------------------------------------------------------------------

// The two lines whose centres surround that of line `at` of an image enlarged by a factor; edges go on
// outside.
struct Between {
  int first;
  int second;
  float share;

  static __device__ Between of(int at, int factor, int size) {
    const float offset = (at % factor + 0.5f) / factor - 0.5f;
    const int before = at / factor - (offset < 0 ? 1 : 0);
    return {before > 0 ? before : 0, before + 1 < size ? before + 1 : size - 1,
            offset < 0 ? offset + 1 : offset};
  }
  // What share line `at` has.
  __device__ float of(int at) const {
    return (at == first ? 1 - share : 0) + (at == second ? share : 0);
  }
};

template <class E>
struct Interpolation : E {
  static constexpr int N = E::CHANNELS % 4 == 0 ? 4 : 1;
  const float* x;
  float* y;

  __device__ Interpolation(const float* x, float* y) : x(x), y(y) {}
  __device__ void operator()(int i) const {
    const int c = i % E::CHANNELS, position = i / E::CHANNELS;
    const int column = position % (E::WIDTH * E::FACTOR_X);
    const int line = position / (E::WIDTH * E::FACTOR_X);
    const int image = line / (E::HEIGHT * E::FACTOR_Y);
    const Between row = Between::of(line % (E::HEIGHT * E::FACTOR_Y), E::FACTOR_Y, E::HEIGHT);
    const Between across = Between::of(column, E::FACTOR_X, E::WIDTH);
    const float* upper = x + (image * E::HEIGHT + row.first) * E::WIDTH * E::CHANNELS + c;
    const float* lower = x + (image * E::HEIGHT + row.second) * E::WIDTH * E::CHANNELS + c;
    const Values<N> a = load<N>(upper + across.first * E::CHANNELS);
    const Values<N> b = load<N>(upper + across.second * E::CHANNELS);
    const Values<N> d = load<N>(lower + across.first * E::CHANNELS);
    const Values<N> e = load<N>(lower + across.second * E::CHANNELS);
    Values<N> made;
#pragma unroll
    for (int j = 0; j < N; j++) {
      const float above = a.at[j] * (1 - across.share) + b.at[j] * across.share;
      const float below = d.at[j] * (1 - across.share) + e.at[j] * across.share;
      made.at[j] = above * (1 - row.share) + below * row.share;
    }
    store(y + i, made);
  }
};

// The sum of the shares of all that a pixel has a part in: no more than a pixel away.
template <class E>
struct InterpolationGradient : E {
  static constexpr int N = E::CHANNELS % 4 == 0 ? 4 : 1;
  static constexpr int HEIGHT = E::HEIGHT * E::FACTOR_Y, WIDTH = E::WIDTH * E::FACTOR_X;
  const float* dy;
  float* dx;

  __device__ InterpolationGradient(const float* dy, float* dx) : dy(dy), dx(dx) {}
  __device__ void operator()(int i) const {
    const int c = i % E::CHANNELS, pixel = i / E::CHANNELS;
    const int column = pixel % E::WIDTH, line = pixel / E::WIDTH;
    const int row = line % E::HEIGHT, image = line / E::HEIGHT;
    const int top = (row - 1) * E::FACTOR_Y, left = (column - 1) * E::FACTOR_X;
    Values<N> sum = Values<N>::of(0);
    for (int y = top > 0 ? top : 0; y < HEIGHT && y < top + 3 * E::FACTOR_Y; y++) {
      const float down = Between::of(y, E::FACTOR_Y, E::HEIGHT).of(row);
      for (int x = left > 0 ? left : 0; x < WIDTH && x < left + 3 * E::FACTOR_X; x++) {
        const float part = down * Between::of(x, E::FACTOR_X, E::WIDTH).of(column);
        if (part != 0) {
          const Values<N> g = load<N>(dy + ((image * HEIGHT + y) * WIDTH + x) * E::CHANNELS + c);
#pragma unroll
          for (int j = 0; j < N; j++) {
            sum.at[j] += g.at[j] * part;
          }
        }
      }
    }
    store(dx + i, sum);
  }
};
