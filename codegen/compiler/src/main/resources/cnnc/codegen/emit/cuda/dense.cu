// ---- dense layers ------------------------------------------------------------------------------

// The one output of a formula of the value v, element i of channel c.
template <class F>
__device__ inline float formulated(float v, int i, int c, const typename F::Operands& operands) {
  return F::template formula<1>(Values<1>::of(v), i, c, operands).out[0].at[0];
}

template <class D>
struct Dense : D {
  static constexpr int COUNT = 1, ROWS = D::IMAGES, COLUMNS = D::OUT, DEPTH = D::IN;
  using A = Matrix<ROWS, DEPTH, false>;
  using B = Matrix<DEPTH, COLUMNS, true>;
  const A a;
  const B b;
  const float* bias;
  typename D::Operands operands;
  float* y;

  __device__ Dense(
      const float* x, const float* w, const float* bias, const typename D::Operands& operands,
      float* y)
      : a(x), b(w), bias(bias), operands(operands), y(y) {}
  __device__ float* place(int m, int n) const { return y + m * COLUMNS + n; }
  __device__ float result(int m, int n, float v) const {
    v += D::BIAS ? bias[n] : 0;
    return formulated<D>(v, m * COLUMNS + n, n, operands);
  }
};

template <class D>
struct DenseInputGradient : D {
  static constexpr int COUNT = 1, ROWS = D::IMAGES, COLUMNS = D::IN, DEPTH = D::OUT;
  using A = Matrix<ROWS, DEPTH, false>;
  using B = Matrix<COLUMNS, DEPTH, false>;
  const A a;
  const B b;
  typename D::Operands operands;
  float* dx;

  __device__ DenseInputGradient(
      const float* dy, const float* w, const typename D::Operands& operands, float* dx)
      : a(dy), b(w), operands(operands), dx(dx) {}
  __device__ float* place(int m, int n) const { return dx + m * COLUMNS + n; }
  __device__ float result(int m, int n, float v) const {
    return formulated<D>(v, m * COLUMNS + n, n, operands);
  }
};

// With a bias its gradient is one more row: that of an input of ones.
template <class D>
struct DenseWeightGradient : D {
  static constexpr int COUNT = 1, ROWS = D::IN + D::BIAS, COLUMNS = D::OUT, DEPTH = D::IMAGES;
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
