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

// With a bias its gradient is one more row: that of an input of ones.
template <class D>
struct DenseWeightGradient : D {
  static constexpr int ROWS = D::IN + D::BIAS, COLUMNS = D::OUT, DEPTH = D::IMAGES;
  using A = Matrix<DEPTH, D::IN, true, D::BIAS>;
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
