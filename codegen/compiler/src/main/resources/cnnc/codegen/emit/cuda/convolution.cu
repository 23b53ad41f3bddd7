// ---- convolutions ------------------------------------------------------------------------------

// Where the window at an output position begins; far outside where there is no such position.
template <class G>
struct Window {
  int image;
  int row;
  int column;

  static __device__ Window of(int position) {
    const int column = position % G::OUT_WIDTH, rest = position / G::OUT_WIDTH;
    const int row = rest % G::OUT_HEIGHT, image = rest / G::OUT_HEIGHT;
    return {image, position < G::POSITIONS ? row * G::STRIDE_Y - G::TOP : -2 * FAR,
            column * G::STRIDE_X - G::LEFT};
  }

  static constexpr int FAR = 1 << 28;
};

// One tap of a window and a channel of it.
template <class G>
struct Tap {
  int row;
  int column;
  int channel;

  static __device__ Tap of(int q) {
    const int tap = q / G::CHANNELS;
    return {q < G::PATCH ? tap / G::WINDOW_WIDTH : Window<G>::FAR, tap % G::WINDOW_WIDTH,
            q % G::CHANNELS};
  }
};

// The value that a tap finds under a window; null in the margin.
template <class G>
__device__ inline const float* under(const float* x, const Window<G>& window, const Tap<G>& tap) {
  const int row = window.row + tap.row, column = window.column + tap.column;
  const bool inside = static_cast<unsigned>(row) < static_cast<unsigned>(G::HEIGHT) &&
                      static_cast<unsigned>(column) < static_cast<unsigned>(G::WIDTH);
  return inside ? x + ((window.image * G::HEIGHT + row) * G::WIDTH + column) * G::CHANNELS +
                      tap.channel
                : nullptr;
}

// All windows over the images: a row each, or (ACROSS) a term each.
template <class G, bool A>
struct Patches : Copied<Patches<G, A>> {
  static constexpr bool ACROSS = A, GROUPED = G::CHANNELS % 4 == 0;
  using Line = typename Choice<A, Tap<G>, Window<G>>::Type;
  const float* x;

  __device__ explicit Patches(const float* x) : x(x) {}
  __device__ Line line(int n) const { return Line::of(n); }
  __device__ const float* find(const Window<G>& window, int q) const {
    return under<G>(x, window, Tap<G>::of(q));
  }
  __device__ const float* find(const Tap<G>& tap, int position) const {
    return under<G>(x, Window<G>::of(position), tap);
  }
};

// For each input pixel the gradients of the outputs that it had a part in, a term each: taps and in
// them outputs.
template <class G>
struct Reached : Copied<Reached<G>> {
  static constexpr bool ACROSS = false, GROUPED = G::OUT % 4 == 0;
  struct Line {
    int image;
    int row;
    int column;
  };
  const float* dy;

  __device__ explicit Reached(const float* dy) : dy(dy) {}
  __device__ Line line(int pixel) const {
    const int column = pixel % G::WIDTH, rest = pixel / G::WIDTH;
    const int row = rest % G::HEIGHT, image = rest / G::HEIGHT;
    return {image, pixel < G::PIXELS ? row + G::TOP : -Window<G>::FAR, column + G::LEFT};
  }
  __device__ const float* find(const Line& line, int q) const {
    const int tap = q / G::OUT;
    const int from = q < G::TAPS * G::OUT ? line.row - tap / G::WINDOW_WIDTH : -1;
    const int at = line.column - tap % G::WINDOW_WIDTH;
    const int y = from / G::STRIDE_Y, x = at / G::STRIDE_X;
    const bool inside = from >= 0 && at >= 0 && from % G::STRIDE_Y == 0 && at % G::STRIDE_X == 0 &&
                        y < G::OUT_HEIGHT && x < G::OUT_WIDTH;
    return inside ? dy + ((line.image * G::OUT_HEIGHT + y) * G::OUT_WIDTH + x) * G::OUT + q % G::OUT
                  : nullptr;
  }
};

// Weights with a term for each tap and in it each output.
template <class G>
struct Turned : Copied<Turned<G>> {
  static constexpr bool ACROSS = true, GROUPED = G::CHANNELS % 4 == 0;
  struct Line {
    int channel;
  };
  const float* w;

  __device__ explicit Turned(const float* w) : w(w) {}
  __device__ Line line(int channel) const { return {channel}; }
  __device__ const float* find(const Line& line, int k) const {
    return line.channel < G::CHANNELS && k < G::TAPS * G::OUT
               ? w + (k % G::OUT * G::TAPS + k / G::OUT) * G::CHANNELS + line.channel
               : nullptr;
  }
};

template <class G>
struct Convolution : G {
  static constexpr int ROWS = G::POSITIONS, COLUMNS = G::OUT, DEPTH = G::PATCH;
  using A = Patches<G, false>;
  using B = Matrix<COLUMNS, DEPTH, false>;
  const A a;
  const B b;
  float* y;

  __device__ Convolution(const float* x, const float* w, float* y) : a(x), b(w), y(y) {}
  __device__ float* place(int m, int n) const { return y + m * COLUMNS + n; }
  __device__ float result(int, int, float v) const { return v; }
};

template <class G>
struct ConvolutionInputGradient : G {
  static constexpr int ROWS = G::PIXELS, COLUMNS = G::CHANNELS, DEPTH = G::TAPS * G::OUT;
  using A = Reached<G>;
  using B = Turned<G>;
  const A a;
  const B b;
  float* dx;

  __device__ ConvolutionInputGradient(const float* dy, const float* w, float* dx)
      : a(dy), b(w), dx(dx) {}
  __device__ float* place(int m, int n) const { return dx + m * COLUMNS + n; }
  __device__ float result(int, int, float v) const { return v; }
};

template <class G>
struct ConvolutionWeightGradient : G {
  static constexpr int ROWS = G::OUT, COLUMNS = G::PATCH, DEPTH = G::POSITIONS;
  using A = Matrix<DEPTH, ROWS, true>;
  using B = Patches<G, true>;
  const A a;
  const B b;
  float* dw;

  __device__ ConvolutionWeightGradient(const float* x, const float* dy, float* dw)
      : a(dy), b(x), dw(dw) {}
  __device__ float* place(int m, int n) const { return dw + m * COLUMNS + n; }
  __device__ float result(int, int, float v) const { return v; }
};
