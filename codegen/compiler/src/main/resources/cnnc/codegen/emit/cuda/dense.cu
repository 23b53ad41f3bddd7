// ---- dense layers ------------------------------------------------------------------------------

template <class D>
struct Dense : D {
  static constexpr int ROWS = D::IMAGES, COLUMNS = D::OUT, DEPTH = D::IN;
  using A = Matrix<ROWS, DEPTH, false>;
  using B = Matrix<DEPTH, COLUMNS, true>;
  const A a;
  const B b;
  const float* bias;
  float* y;

  __device__ Dense(const float* x, const float* w, const float* bias, float* y)
      : a(x), b(w), bias(bias), y(y) {}
  __device__ float* place(int m, int n) const { return y + m * COLUMNS + n; }
  __device__ float result(int, int n, float v) const {
    v += D::BIAS ? bias[n] : 0;
    return D::RELU && !(v > 0) ? 0 : v;
  }
};

template <class D>
struct DenseInputGradient : D {
  static constexpr int ROWS = D::IMAGES, COLUMNS = D::IN, DEPTH = D::OUT;
  using A = Matrix<ROWS, DEPTH, false>;
  using B = Matrix<COLUMNS, DEPTH, false>;
  const A a;
  const B b;
  const float* y;
  float* dx;

  __device__ DenseInputGradient(const float* dy, const float* w, const float* y, float* dx)
      : a(dy), b(w), y(y), dx(dx) {}
  __device__ float* place(int m, int n) const { return dx + m * COLUMNS + n; }
  __device__ float result(int m, int n, float v) const {
    return D::RELU && !(y[m * COLUMNS + n] > 0) ? 0 : v;
  }
};

// The inputs of all images, and with a bias behind each image's an input of 1.
template <class D>
struct InputsAndOne {
  static constexpr bool ACROSS = true, GROUPED = D::IN % 4 == 0;
  struct Line {
    int n;
  };
  const float* x;

  __device__ explicit InputsAndOne(const float* x) : x(x) {}
  __device__ Line line(int n) const { return {n}; }
  __device__ const float* find(const Line& line, int k) const {
    return k < D::IMAGES && line.n < D::IN ? x + static_cast<long long>(k) * D::IN + line.n
                                           : nullptr;
  }
  __device__ void bring(float* to, const Line& line, int k) const {
    if (D::BIAS && line.n == D::IN) {
      *reinterpret_cast<float4*>(to) = make_float4(k < D::IMAGES ? 1 : 0, 0, 0, 0);
    } else {
      copy_async<16>(to, find(line, k));
    }
  }
  __device__ void one(float* to, const Line& line, int k) const {
    if (D::BIAS && line.n == D::IN) {
      *to = k < D::IMAGES ? 1 : 0;
    } else {
      copy_async<4>(to, find(line, k));
    }
  }
};

// With a bias its gradient is one more row: that of the input of 1.
template <class D>
struct DenseWeightGradient : D {
  static constexpr int ROWS = D::IN + D::BIAS, COLUMNS = D::OUT, DEPTH = D::IMAGES;
  using A = InputsAndOne<D>;
  using B = Matrix<DEPTH, COLUMNS, true>;
  const A a;
  const B b;
  float* dw;
  float* db;

  __device__ DenseWeightGradient(const float* x, const float* dy, float* dw, float* db)
      : a(x), b(dy), dw(dw), db(db) {}
  __device__ float* place(int m, int n) const { return (m < D::IN ? dw + m * COLUMNS : db) + n; }
  __device__ float result(int, int, float v) const { return v; }
};
