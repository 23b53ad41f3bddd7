// ---- convolutions with weights for each position -----------------------------------------------

// What the window at one position finds, a row or column for each image and a term for each tap and
// channel, or (ACROSS) the other way round; then a row of ONES may follow for the bias.
template <class G, bool A, bool O = false>
struct LocalPatches {
  static constexpr bool ACROSS = A, GROUPED = G::CHANNELS % 4 == 0, ONES = O;
  struct Image {
    int at;
    bool one;
  };
  struct Found {
    int at;
    bool one;
  };
  using Line = typename Choice<A, Found, Image>::Type;
  using Term = typename Choice<A, Image, Found>::Type;
  const float* array;
  const Window<G> window;

  __device__ LocalPatches(const float* x, int position)
      : array(x), window(Window<G>::of(position)) {}
  static __device__ Image image(int n) {
    return {n < G::IMAGES ? n * (G::HEIGHT * G::WIDTH * G::CHANNELS) : -1, false};
  }
  __device__ Found found(int q) const {
    return {under<G>(window, Tap<G>::of(q)), O && q == Group<G>::PATCH};
  }
  __device__ Line line(int n) const {
    if constexpr (A) {
      return found(n);
    } else {
      return image(n);
    }
  }
  __device__ Term term(int k) const {
    if constexpr (A) {
      return image(k);
    } else {
      return found(k);
    }
  }
  __device__ int find(const Line& line, const Term& term) const {
    return (line.at | term.at) < 0 ? -1 : line.at + term.at;
  }
};

// The gradients of the outputs that an input pixel had a part in: for each tap and output.
template <class G>
struct LocalReached {
  static constexpr bool ACROSS = false, GROUPED = G::OUT % 4 == 0, ONES = false;
  struct Line {
    int at;
  };
  using Term = Line;
  const float* array;
  const typename Reached<G>::Line pixel;

  __device__ LocalReached(const float* dy, int pixel)
      : array(dy), pixel(Reached<G>(dy).line(pixel)) {}
  __device__ Line line(int n) const {
    return {n < G::IMAGES ? n * (G::OUT_HEIGHT * G::OUT_WIDTH * G::OUT) : -1};
  }
  __device__ Term term(int q) const {
    const Reached<G> reached(array);
    return {reached.find(pixel, reached.term(q))};
  }
  __device__ int find(const Line& line, const Term& term) const {
    return (line.at | term.at) < 0 ? -1 : line.at + term.at;
  }
};

// The weights that these outputs have for the pixel: a column for each input channel.
template <class G>
struct LocalTurned {
  static constexpr bool ACROSS = false, GROUPED = G::OUT % 4 == 0, ONES = false;
  struct Line {
    int at;
  };
  using Term = Line;
  const float* array;
  const LocalReached<G> reached;

  __device__ LocalTurned(const float* w, int pixel) : array(w), reached(w, pixel) {}
  __device__ Line line(int channel) const {
    return {channel < G::CHANNELS ? channel * G::OUT : -1};
  }
  __device__ Term term(int q) const {
    const int at = reached.term(q).at, tap = q / G::OUT;
    return {at < 0 ? -1 : (at / G::OUT * G::TAPS + tap) * (G::CHANNELS * G::OUT) + at % G::OUT};
  }
  __device__ int find(const Line& line, const Term& term) const {
    return (line.at | term.at) < 0 ? -1 : line.at + term.at;
  }
};

template <class G>
struct LocalConvolution : G {
  static constexpr int COUNT = G::OUT_HEIGHT * G::OUT_WIDTH;
  static constexpr int ROWS = G::IMAGES, COLUMNS = G::OUT, DEPTH = Group<G>::PATCH;
  using A = LocalPatches<G, false>;
  using B = Matrix<DEPTH, COLUMNS, true>;
  const A a;
  const B b;
  const float* bias;
  typename G::Operands operands;
  float* y;
  const int position;

  __device__ LocalConvolution(
      const float* x, const float* w, const float* bias, const typename G::Operands& operands,
      float* y, int position)
      : a(x, position), b(w + position * (DEPTH * COLUMNS)), bias(bias), operands(operands), y(y),
        position(position) {}
  __device__ LocalConvolution number(int i) const {
    return LocalConvolution(a.array, b.array, bias, operands, y, i);
  }
  __device__ int at(int m, int n) const { return (m * COUNT + position) * COLUMNS + n; }
  __device__ float* place(int m, int n) const { return y + at(m, n); }
  __device__ float result(int m, int n, float v) const {
    v += G::BIAS ? bias[position * COLUMNS + n] : 0;
    return formulated<G>(v, at(m, n), n, operands);
  }
};

template <class G>
struct LocalInputGradient : G {
  static constexpr int COUNT = G::HEIGHT * G::WIDTH;
  static constexpr int ROWS = G::IMAGES, COLUMNS = G::CHANNELS, DEPTH = G::TAPS * G::OUT;
  using A = LocalReached<G>;
  using B = LocalTurned<G>;
  const A a;
  const B b;
  float* dx;
  const int pixel;

  __device__ LocalInputGradient(const float* dy, const float* w, float* dx, int pixel)
      : a(dy, pixel), b(w, pixel), dx(dx), pixel(pixel) {}
  __device__ LocalInputGradient number(int i) const {
    return LocalInputGradient(a.array, b.array, dx, i);
  }
  __device__ float* place(int m, int n) const { return dx + (m * COUNT + pixel) * COLUMNS + n; }
  __device__ float result(int, int, float v) const { return v; }
};

// With a bias its gradient is one more row: that of an input of ones.
template <class G>
struct LocalWeightGradient : G {
  static constexpr int COUNT = G::OUT_HEIGHT * G::OUT_WIDTH, PATCH = Group<G>::PATCH;
  static constexpr int ROWS = PATCH + G::BIAS, COLUMNS = G::OUT, DEPTH = G::IMAGES;
  using A = LocalPatches<G, true, G::BIAS>;
  using B = Matrix<DEPTH, COLUMNS, true, false, COUNT * G::OUT>;
  const A a;
  const B b;
  float* dw;
  float* db;
  const int position;

  __device__ LocalWeightGradient(
      const float* x, const float* dy, float* dw, float* db, int position)
      : a(x, position), b(dy + position * COLUMNS), dw(dw), db(db), position(position) {}
  __device__ LocalWeightGradient number(int i) const {
    return LocalWeightGradient(a.array, b.array, dw, db, i);
  }
  __device__ float* place(int m, int n) const {
    return (m < PATCH ? dw + (position * PATCH + m) * COLUMNS : db + position * COLUMNS) + n;
  }
  __device__ float result(int, int, float v) const { return v; }
};
