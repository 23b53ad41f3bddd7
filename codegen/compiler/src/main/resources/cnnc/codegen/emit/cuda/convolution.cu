// ---- convolutions ------------------------------------------------------------------------------

// One value under the window at an output position; q counts taps and in them channels.
template <class G>
__device__ inline const float* patch(const float* x, int position, int q) {
  const int column = position % G::OUT_WIDTH, rest = position / G::OUT_WIDTH;
  const int row = rest % G::OUT_HEIGHT, image = rest / G::OUT_HEIGHT;
  const int tap = q / G::CHANNELS;
  const int from = row * G::STRIDE_Y - G::TOP + tap / G::WINDOW_WIDTH;
  const int at = column * G::STRIDE_X - G::LEFT + tap % G::WINDOW_WIDTH;
  const bool inside = from >= 0 && from < G::HEIGHT && at >= 0 && at < G::WIDTH &&
                      position < G::POSITIONS && q < G::PATCH;
  return inside ? x + ((image * G::HEIGHT + from) * G::WIDTH + at) * G::CHANNELS + q % G::CHANNELS
                : nullptr;
}

__device__ inline float value(const float* p) { return p == nullptr ? 0 : *p; }

__device__ inline float4 value4(const float* p) {
  return p == nullptr ? make_float4(0, 0, 0, 0) : *reinterpret_cast<const float4*>(p);
}

template <class G>
__device__ inline float4 patch4(const float* x, int position, int q) {
  return G::CHANNELS % 4 == 0
             ? value4(patch<G>(x, position, q))
             : make_float4(value(patch<G>(x, position, q)), value(patch<G>(x, position, q + 1)),
                           value(patch<G>(x, position, q + 2)), value(patch<G>(x, position, q + 3)));
}

// The gradient of one output that an input pixel had a part in; q counts taps and in them outputs.
template <class G>
__device__ inline const float* reached(const float* dy, int pixel, int q) {
  const int column = pixel % G::WIDTH, rest = pixel / G::WIDTH;
  const int row = rest % G::HEIGHT, image = rest / G::HEIGHT;
  const int tap = q / G::OUT;
  const int from = row + G::TOP - tap / G::WINDOW_WIDTH;
  const int at = column + G::LEFT - tap % G::WINDOW_WIDTH;
  const int y = from / G::STRIDE_Y, x = at / G::STRIDE_X;
  const bool inside = from >= 0 && at >= 0 && from % G::STRIDE_Y == 0 && at % G::STRIDE_X == 0 &&
                      y < G::OUT_HEIGHT && x < G::OUT_WIDTH && pixel < G::PIXELS &&
                      q < G::TAPS * G::OUT;
  return inside ? dy + ((image * G::OUT_HEIGHT + y) * G::OUT_WIDTH + x) * G::OUT + q % G::OUT
                : nullptr;
}

template <class G>
struct Convolution : G {
  static constexpr int ROWS = G::POSITIONS, COLUMNS = G::OUT, DEPTH = G::PATCH;
  static constexpr bool A_ROWS = false, B_ROWS = false;
  const float* x;
  const float* w;
  float* y;

  __device__ Convolution(const float* x, const float* w, float* y) : x(x), w(w), y(y) {}
  __device__ float4 a(int m, int k) const { return patch4<G>(x, m, k); }
  __device__ float4 b(int n, int k) const { return row4<COLUMNS, DEPTH>(w, n, k); }
  __device__ void store(int m, int n, float v) const { y[m * COLUMNS + n] = v; }
};

template <class G>
struct ConvolutionInputGradient : G {
  static constexpr int ROWS = G::PIXELS, COLUMNS = G::CHANNELS, DEPTH = G::TAPS * G::OUT;
  static constexpr bool A_ROWS = false, B_ROWS = true;
  const float* dy;
  const float* w;
  float* dx;

  __device__ ConvolutionInputGradient(const float* dy, const float* w, float* dx)
      : dy(dy), w(w), dx(dx) {}
  __device__ float4 a(int m, int k) const {
    return G::OUT % 4 == 0
               ? value4(reached<G>(dy, m, k))
               : make_float4(value(reached<G>(dy, m, k)), value(reached<G>(dy, m, k + 1)),
                             value(reached<G>(dy, m, k + 2)), value(reached<G>(dy, m, k + 3)));
  }
  __device__ float4 b(int n, int k) const {
    return k < DEPTH ? row4<1, COLUMNS>(w + (k % G::OUT * G::TAPS + k / G::OUT) * COLUMNS, 0, n)
                     : make_float4(0, 0, 0, 0);
  }
  __device__ void store(int m, int n, float v) const { dx[m * COLUMNS + n] = v; }
};

template <class G>
struct ConvolutionWeightGradient : G {
  static constexpr int ROWS = G::OUT, COLUMNS = G::PATCH, DEPTH = G::POSITIONS;
  static constexpr bool A_ROWS = true, B_ROWS = true;
  const float* x;
  const float* dy;
  float* dw;

  __device__ ConvolutionWeightGradient(const float* x, const float* dy, float* dw)
      : x(x), dy(dy), dw(dw) {}
  __device__ float4 a(int m, int k) const { return row4<DEPTH, ROWS>(dy, k, m); }
  __device__ float4 b(int n, int k) const { return patch4<G>(x, k, n); }
  __device__ void store(int m, int n, float v) const { dw[m * COLUMNS + n] = v; }
};

