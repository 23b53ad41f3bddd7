// ---- dense layers ------------------------------------------------------------------------------

template <class D>
struct Dense : D {
  static constexpr int ROWS = D::IMAGES, COLUMNS = D::OUT, DEPTH = D::IN;
  static constexpr bool A_ROWS = false, B_ROWS = true;
  const float* x;
  const float* w;
  const float* bias;
  float* y;

  __device__ Dense(const float* x, const float* w, const float* bias, float* y)
      : x(x), w(w), bias(bias), y(y) {}
  __device__ float4 a(int m, int k) const { return row4<ROWS, DEPTH>(x, m, k); }
  __device__ float4 b(int n, int k) const { return row4<DEPTH, COLUMNS>(w, k, n); }
  __device__ void store(int m, int n, float v) const {
    v += D::BIAS ? bias[n] : 0;
    y[m * COLUMNS + n] = D::RELU && !(v > 0) ? 0 : v;
  }
};

template <class D>
struct DenseInputGradient : D {
  static constexpr int ROWS = D::IMAGES, COLUMNS = D::IN, DEPTH = D::OUT;
  static constexpr bool A_ROWS = false, B_ROWS = false;
  const float* dy;
  const float* w;
  const float* y;
  float* dx;

  __device__ DenseInputGradient(const float* dy, const float* w, const float* y, float* dx)
      : dy(dy), w(w), y(y), dx(dx) {}
  __device__ float4 a(int m, int k) const { return row4<ROWS, DEPTH>(dy, m, k); }
  __device__ float4 b(int n, int k) const { return row4<COLUMNS, DEPTH>(w, n, k); }
  __device__ void store(int m, int n, float v) const {
    dx[m * COLUMNS + n] = D::RELU && !(y[m * COLUMNS + n] > 0) ? 0 : v;
  }
};

// With a bias its gradient is one more row: that of an input of ones.
template <class D>
struct DenseWeightGradient : D {
  static constexpr int ROWS = D::IN + D::BIAS, COLUMNS = D::OUT, DEPTH = D::IMAGES;
  static constexpr bool A_ROWS = true, B_ROWS = true;
  const float* x;
  const float* dy;
  float* dw;
  float* db;

  __device__ DenseWeightGradient(const float* x, const float* dy, float* dw, float* db)
      : x(x), dy(dy), dw(dw), db(db) {}
  __device__ float4 a(int m, int k) const {
    float4 v = row4<DEPTH, D::IN>(x, k, m);
    if (D::BIAS && m <= D::IN && D::IN < m + 4 && k < DEPTH) {
      (D::IN == m ? v.x : D::IN == m + 1 ? v.y : D::IN == m + 2 ? v.z : v.w) = 1;
    }
    return v;
  }
  __device__ float4 b(int n, int k) const { return row4<DEPTH, COLUMNS>(dy, k, n); }
  __device__ void store(int m, int n, float v) const {
    (m < D::IN ? dw + m * COLUMNS : db)[n] = v;
  }
};

