// ---- convolutions ------------------------------------------------------------------------------

// Where the window at an output position begins, in the images and as an index; far outside where there
// is no such position.
template <class G>
struct Window {
  static constexpr int FAR = 1 << 28;

  int at;
  int row;
  int column;

  static __device__ Window of(int position) {
    const int x = position % G::OUT_WIDTH, rest = position / G::OUT_WIDTH;
    const int y = rest % G::OUT_HEIGHT, image = rest / G::OUT_HEIGHT;
    const int row = y * G::STRIDE_Y - G::TOP, column = x * G::STRIDE_X - G::LEFT;
    return {((image * G::HEIGHT + row) * G::WIDTH + column) * G::CHANNELS,
            position < G::POSITIONS ? row : -2 * FAR, column};
  }
};

// Channels and outputs of a group; each group is a product of its own.
template <class G>
struct Group {
  static constexpr int CHANNELS = G::CHANNELS / G::GROUPS, OUT = G::OUT / G::GROUPS;
  static constexpr int PATCH = G::TAPS * CHANNELS;
};

// One tap of a window and a channel of it, from the window's beginning.
template <class G>
struct Tap {
  int at;
  int row;
  int column;

  static __device__ Tap of(int y, int x, int channel) {
    const int row = y * G::DILATION_Y, column = x * G::DILATION_X;
    return {(row * G::WIDTH + column) * G::CHANNELS + channel, row, column};
  }
  static __device__ Tap of(int q) {
    const int tap = q / Group<G>::CHANNELS;
    Tap t = of(tap / G::WINDOW_WIDTH, tap % G::WINDOW_WIDTH, q % Group<G>::CHANNELS);
    t.row = q < Group<G>::PATCH ? t.row : Window<G>::FAR;
    return t;
  }
};

// The index of what a tap finds under a window; negative in the margin.
template <class G>
__device__ inline int under(const Window<G>& window, const Tap<G>& tap) {
  const unsigned row = window.row + tap.row, column = window.column + tap.column;
  return row < static_cast<unsigned>(G::HEIGHT) && column < static_cast<unsigned>(G::WIDTH)
             ? window.at + tap.at
             : -1;
}

// All windows over the images: a row each, or (ACROSS) a term each.
template <class G, bool A>
struct Patches {
  static constexpr bool ACROSS = A, GROUPED = Group<G>::CHANNELS % 4 == 0, ONES = false;
  using Line = typename Choice<A, Tap<G>, Window<G>>::Type;
  using Term = typename Choice<A, Window<G>, Tap<G>>::Type;
  const float* array;

  __device__ explicit Patches(const float* images) : array(images) {}
  __device__ Line line(int n) const { return Line::of(n); }
  __device__ Term term(int k) const { return Term::of(k); }
  __device__ int find(const Window<G>& window, const Tap<G>& tap) const {
    return under<G>(window, tap);
  }
  __device__ int find(const Tap<G>& tap, const Window<G>& window) const {
    return under<G>(window, tap);
  }
};

// For each input pixel the gradients of the outputs that it had a part in, a term each: taps and in
// them outputs.
template <class G>
struct Reached {
  static constexpr bool ACROSS = false, GROUPED = Group<G>::OUT % 4 == 0, ONES = false;
  struct Line {
    int image;
    int row;
    int column;
  };
  struct Term {
    int row;
    int column;
    int out;
  };
  const float* array;

  __device__ explicit Reached(const float* dy) : array(dy) {}
  __device__ Line line(int pixel) const {
    const int column = pixel % G::WIDTH, rest = pixel / G::WIDTH;
    const int row = rest % G::HEIGHT, image = rest / G::HEIGHT;
    return {image * G::OUT_HEIGHT * G::OUT_WIDTH,
            pixel < G::PIXELS ? row + G::TOP : -Window<G>::FAR, column + G::LEFT};
  }
  __device__ Term term(int q) const {
    constexpr int OUT = Group<G>::OUT;
    const int tap = q / OUT;
    return {q < G::TAPS * OUT ? tap / G::WINDOW_WIDTH * G::DILATION_Y : Window<G>::FAR,
            tap % G::WINDOW_WIDTH * G::DILATION_X, q % OUT};
  }
  __device__ int find(const Line& line, const Term& term) const {
    const int from = line.row - term.row, at = line.column - term.column;
    const int y = from / G::STRIDE_Y, x = at / G::STRIDE_X;
    const bool inside = from >= 0 && at >= 0 && from % G::STRIDE_Y == 0 && at % G::STRIDE_X == 0 &&
                        y < G::OUT_HEIGHT && x < G::OUT_WIDTH;
    return inside ? (line.image + y * G::OUT_WIDTH + x) * G::OUT + term.out : -1;
  }
};

// Weights with a term for each tap and in it each output.
template <class G>
struct Turned {
  static constexpr bool ACROSS = true, GROUPED = Group<G>::CHANNELS % 4 == 0, ONES = false;
  struct Line {
    int at;
  };
  using Term = Line;
  const float* array;

  __device__ explicit Turned(const float* w) : array(w) {}
  __device__ Line line(int channel) const {
    return {channel < Group<G>::CHANNELS ? channel : -1};
  }
  __device__ Term term(int k) const {
    constexpr int OUT = Group<G>::OUT;
    return {k < G::TAPS * OUT ? (k % OUT * G::TAPS + k / OUT) * Group<G>::CHANNELS : -1};
  }
  __device__ int find(const Line& line, const Term& term) const {
    return (line.at | term.at) < 0 ? -1 : line.at + term.at;
  }
};

template <class G>
struct Convolution : G {
  static constexpr int COUNT = G::GROUPS;
  static constexpr int ROWS = G::POSITIONS, COLUMNS = Group<G>::OUT, DEPTH = Group<G>::PATCH;
  using A = Patches<G, false>;
  using B = Matrix<COLUMNS, DEPTH, false>;
  const A a;
  const B b;
  float* y;

  __device__ Convolution(const float* x, const float* w, float* y) : a(x), b(w), y(y) {}
  __device__ Convolution number(int group) const {
    return Convolution(
        a.array + group * Group<G>::CHANNELS, b.array + group * COLUMNS * DEPTH,
        y + group * COLUMNS);
  }
  __device__ float* place(int m, int n) const { return y + m * G::OUT + n; }
  __device__ float result(int, int, float v) const { return v; }
};

template <class G>
struct ConvolutionInputGradient : G {
  static constexpr int COUNT = G::GROUPS;
  static constexpr int ROWS = G::PIXELS, COLUMNS = Group<G>::CHANNELS;
  static constexpr int DEPTH = G::TAPS * Group<G>::OUT;
  using A = Reached<G>;
  using B = Turned<G>;
  const A a;
  const B b;
  float* dx;

  __device__ ConvolutionInputGradient(const float* dy, const float* w, float* dx)
      : a(dy), b(w), dx(dx) {}
  __device__ ConvolutionInputGradient number(int group) const {
    return ConvolutionInputGradient(
        a.array + group * Group<G>::OUT, b.array + group * COLUMNS * DEPTH, dx + group * COLUMNS);
  }
  __device__ float* place(int m, int n) const { return dx + m * G::CHANNELS + n; }
  __device__ float result(int, int, float v) const { return v; }
};

template <class G>
struct ConvolutionWeightGradient : G {
  static constexpr int COUNT = G::GROUPS;
  static constexpr int ROWS = Group<G>::OUT, COLUMNS = Group<G>::PATCH, DEPTH = G::POSITIONS;
  using A = Matrix<DEPTH, ROWS, true, false, G::OUT>;
  using B = Patches<G, true>;
  const A a;
  const B b;
  float* dw;

  __device__ ConvolutionWeightGradient(const float* x, const float* dy, float* dw)
      : a(dy), b(x), dw(dw) {}
  __device__ ConvolutionWeightGradient number(int group) const {
    return ConvolutionWeightGradient(
        b.array + group * Group<G>::CHANNELS, a.array + group * ROWS, dw + group * ROWS * COLUMNS);
  }
  __device__ float* place(int m, int n) const { return dw + m * COLUMNS + n; }
  __device__ float result(int, int, float v) const { return v; }
};
