// What the kernels below are made of; the same in every file. Images lie as height x width x
// channels, weights of convolutions as output x tap x input, those of dense layers as input x output.
// A kernel that needs it keeps its place in `counters`, which are 0 between launches.

constexpr int THREADS = 256;
constexpr int WARP = 32;

// The step at work, and the seed of its draws.
struct Progress {
  int step;
  unsigned seedLow;
  unsigned seedHigh;
  int unused;
};

// ---- random numbers ----------------------------------------------------------------------------

// Philox4x32-10 (Salmon et al., SC 2011): the first word for counter (index, epoch, stream, 0).
struct Draws {
  unsigned index;
  unsigned epoch;
  unsigned seedLow;
  unsigned seedHigh;

  __device__ unsigned word(unsigned stream) const {
    unsigned c0 = index, c1 = epoch, c2 = stream, c3 = 0, k0 = seedLow, k1 = seedHigh;
    for (int round = 0; round < 10; round++) {
      const unsigned high0 = __umulhi(0xD2511F53u, c0), low0 = 0xD2511F53u * c0;
      const unsigned high1 = __umulhi(0xCD9E8D57u, c2), low1 = 0xCD9E8D57u * c2;
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    return c0;
  }

  // An even draw from [0, 1).
  __device__ float uniform(unsigned stream) const { return (word(stream) >> 8) * (1.0f / 16777216); }

  // An even draw from 0 to bound - 1.
  __device__ int below(int bound, unsigned stream) const {
    return static_cast<int>(__umulhi(word(stream), static_cast<unsigned>(bound)));
  }
};

// ---- sums of many threads ----------------------------------------------------------------------

template <class T>
__device__ inline T warp_sum(T value) {
  for (int lane = WARP / 2; lane > 0; lane /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, lane);
  }
  return value;
}

__device__ inline float warp_max(float value) {
  for (int lane = WARP / 2; lane > 0; lane /= 2) {
    value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, lane));
  }
  return value;
}

// The sum over a block, in every thread, in a fixed order.
__device__ inline double block_sum(double value) {
  __shared__ double warps[THREADS / WARP];
  value = warp_sum(value);
  __syncthreads();
  if (threadIdx.x % WARP == 0) {
    warps[threadIdx.x / WARP] = value;
  }
  __syncthreads();
  double sum = 0;
  for (int w = 0; w < THREADS / WARP; w++) {
    sum += warps[w];
  }
  return sum;
}

// Whether this is the last of `blocks` blocks to come here; what the others wrote before is visible.
__device__ inline bool last_block(unsigned* counter, unsigned blocks) {
  __shared__ bool last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) {
    last = atomicInc(counter, blocks - 1) == blocks - 1;
    __threadfence();
  }
  __syncthreads();
  return last;
}

// Reads what another block of this launch wrote.
__device__ inline float fresh(const float* p) { return *static_cast<const volatile float*>(p); }

// ---- matrix products ---------------------------------------------------------------------------

constexpr int TILE = 64;
constexpr int STEP = 16;
// Between rows of a tile in shared memory. With this pitch and with columns exchanged in groups of
// four rows, neither the stores nor the reads of a warp meet a bank twice.
constexpr int PITCH = TILE + 8;

__device__ inline int place(int step, int column) { return column ^ (step / 4 % 4 * 8); }

__device__ inline void put(float (*tile)[PITCH], bool rows, int column, int step, float4 v) {
  const int at = place(step, column);
  if (rows) {
    *reinterpret_cast<float4*>(&tile[step][at]) = v;
  } else {
    tile[step][at] = v.x;
    tile[step + 1][at] = v.y;
    tile[step + 2][at] = v.z;
    tile[step + 3][at] = v.w;
  }
}

#if defined(CNNC_TF32) && defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
#define CNNC_TENSOR_CORES

// The nearest number of ten fraction bits, as tensor cores read it.
__device__ inline unsigned tf32(float value) {
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
  return bits;
}
#endif

// A thread's sixteen results: a warp's 16 x 32 on tensor cores, else 4 x 4.
struct Accumulator {
  float at[16];

  static __device__ int row(int i) {
#ifdef CNNC_TENSOR_CORES
    return threadIdx.x / WARP % 4 * 16 + threadIdx.x % WARP / 4 + i % 4 / 2 * 8;
#else
    return threadIdx.x / 16 * 4 + i / 4;
#endif
  }

  static __device__ int column(int i) {
#ifdef CNNC_TENSOR_CORES
    return threadIdx.x / WARP / 4 * 32 + i / 4 * 8 + threadIdx.x % 4 * 2 + i % 2;
#else
    return threadIdx.x % 16 * 4 + i % 4;
#endif
  }

  __device__ void multiply(const float (*a)[PITCH], const float (*b)[PITCH]) {
#ifdef CNNC_TENSOR_CORES
    const int lane = threadIdx.x % WARP, group = lane / 4, member = lane % 4;
    const int m = threadIdx.x / WARP % 4 * 16 + group, n = threadIdx.x / WARP / 4 * 32 + group;
#pragma unroll
    for (int k = 0; k < STEP; k += 8) {
      const float* near = a[k + member];
      const float* far = a[k + member + 4];
      const unsigned a0 = tf32(near[place(k, m)]), a1 = tf32(near[place(k, m + 8)]);
      const unsigned a2 = tf32(far[place(k + 4, m)]), a3 = tf32(far[place(k + 4, m + 8)]);
#pragma unroll
      for (int j = 0; j < 4; j++) {
        const unsigned b0 = tf32(b[k + member][place(k, n + j * 8)]);
        const unsigned b1 = tf32(b[k + member + 4][place(k + 4, n + j * 8)]);
        float* d = at + j * 4;
        asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, "
            "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
            : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
      }
    }
#else
#pragma unroll
    for (int k = 0; k < STEP; k++) {
      const float4 x = *reinterpret_cast<const float4*>(&a[k][place(k, threadIdx.x / 16 * 4)]);
      const float4 y = *reinterpret_cast<const float4*>(&b[k][place(k, threadIdx.x % 16 * 4)]);
      const float rows[4] = {x.x, x.y, x.z, x.w};
      const float columns[4] = {y.x, y.y, y.z, y.w};
#pragma unroll
      for (int i = 0; i < 16; i++) {
        at[i] = fmaf(rows[i / 4], columns[i % 4], at[i]);
      }
    }
#endif
  }
};

// P says what is multiplied: ROWS x DEPTH by DEPTH x COLUMNS. a(m, k) and b(n, k) load four values,
// along m and n where A_ROWS and B_ROWS, else along k, and zeros outside; store(m, n, sum) keeps one.
// SPLITS blocks share a tile's depth; the last of them adds up their sums in order.
template <class P>
__device__ inline void product(const P& p, float* parts, unsigned* counters) {
  __shared__ __align__(16) float a[STEP][PITCH];
  __shared__ __align__(16) float b[STEP][PITCH];
  constexpr int ACROSS = (P::COLUMNS + TILE - 1) / TILE;
  constexpr int STEPS = (P::DEPTH + STEP - 1) / STEP;
  constexpr int EACH = (STEPS + P::SPLITS - 1) / P::SPLITS * STEP;
  const int t = threadIdx.x;
  const int tile = blockIdx.x / P::SPLITS, split = blockIdx.x % P::SPLITS;
  const int m0 = tile / ACROSS * TILE, n0 = tile % ACROSS * TILE;
  const int am = P::A_ROWS ? t % 16 * 4 : t / 4, ak = P::A_ROWS ? t / 16 : t % 4 * 4;
  const int bn = P::B_ROWS ? t % 16 * 4 : t / 4, bk = P::B_ROWS ? t / 16 : t % 4 * 4;
  const int first = split * EACH;
  const int last = first + EACH < P::DEPTH ? first + EACH : P::DEPTH;
  Accumulator sums = {};
  float4 nextA = p.a(m0 + am, first + ak), nextB = p.b(n0 + bn, first + bk);
  for (int k = first; k < last; k += STEP) {
    put(a, P::A_ROWS, am, ak, nextA);
    put(b, P::B_ROWS, bn, bk, nextB);
    __syncthreads();
    if (k + STEP < last) {
      nextA = p.a(m0 + am, k + STEP + ak);
      nextB = p.b(n0 + bn, k + STEP + bk);
    }
    sums.multiply(a, b);
    __syncthreads();
  }
  if (P::SPLITS > 1) {
    float* mine = parts + static_cast<long long>(tile) * P::SPLITS * TILE * TILE + t;
    for (int i = 0; i < 16; i++) {
      mine[(split * 16 + i) * THREADS] = sums.at[i];
    }
    if (!last_block(counters + tile, P::SPLITS)) {
      return;
    }
    for (int i = 0; i < 16; i++) {
      sums.at[i] = 0;
    }
    for (int s = 0; s < P::SPLITS; s++) {
      for (int i = 0; i < 16; i++) {
        sums.at[i] += fresh(mine + (s * 16 + i) * THREADS);
      }
    }
  }
  for (int i = 0; i < 16; i++) {
    const int m = m0 + Accumulator::row(i), n = n0 + Accumulator::column(i);
    if (m < P::ROWS && n < P::COLUMNS) {
      p.store(m, n, sums.at[i]);
    }
  }
}

// Four neighbours in a row of a matrix; zeros outside.
template <int ROWS, int COLUMNS>
__device__ inline float4 row4(const float* matrix, int row, int column) {
  float4 v = make_float4(0, 0, 0, 0);
  if (row < ROWS && column < COLUMNS) {
    const float* p = matrix + static_cast<long long>(row) * COLUMNS + column;
    if (COLUMNS % 4 == 0) {
      return *reinterpret_cast<const float4*>(p);
    }
    v.x = p[0];
    v.y = column + 1 < COLUMNS ? p[1] : 0;
    v.z = column + 2 < COLUMNS ? p[2] : 0;
    v.w = column + 3 < COLUMNS ? p[3] : 0;
  }
  return v;
}

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

// ---- one value for each channel of each pixel --------------------------------------------------

// Calls f(i) for i from 0 to size - 1, over all threads of the grid; no buffer has 2^31 values.
template <class F>
__device__ inline void each(long long size, const F& f) {
  const long long stride = static_cast<long long>(gridDim.x) * THREADS;
  for (long long i = static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x; i < size;
       i += stride) {
    f(static_cast<int>(i));
  }
}

template <class A>
struct Activation : A {
  const float* x;
  const float* bias;
  float* y;

  __device__ Activation(const float* x, const float* bias, float* y) : x(x), bias(bias), y(y) {}
  __device__ float operator()(int i) const {
    float v = x[i];
    v += A::BIAS ? bias[i % A::CHANNELS] : 0;
    v = A::RELU && !(v > 0) ? 0 : v;
    if (A::KEEP) {
      y[i] = v;
    }
    return v;
  }
};

struct ReluGradient {
  const float* dy;
  const float* y;
  float* dx;

  __device__ void operator()(int i) const { dx[i] = y[i] > 0 ? dy[i] : 0; }
};

// ---- max-pooling -------------------------------------------------------------------------------

template <bool SMALL>
struct Position {
  using Type = unsigned char;
};
template <>
struct Position<false> {
  using Type = int;
};

// The first of the largest values under a window, then bias and ReLU.
template <class G>
struct MaxPool : G {
  using Argmax = typename Position<(G::TAPS < 256)>::Type;
  const float* x;
  const float* bias;
  float* y;
  Argmax* argmax;

  __device__ MaxPool(const float* x, const float* bias, float* y, Argmax* argmax)
      : x(x), bias(bias), y(y), argmax(argmax) {}
  __device__ float operator()(int i) const {
    const int c = i % G::CHANNELS, position = i / G::CHANNELS;
    float most = 0;
    int at = -1;
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const float* p = patch<G>(x, position, tap * G::CHANNELS + c);
      if (p != nullptr && (at < 0 || *p > most)) {
        most = *p;
        at = tap;
      }
    }
    if (G::ARGMAX) {
      argmax[i] = static_cast<Argmax>(at);
    }
    most += G::BIAS ? bias[c] : 0;
    most = G::RELU && !(most > 0) ? 0 : most;
    if (G::KEEP) {
      y[i] = most;
    }
    return most;
  }
};

// The sum of the gradients of all windows that took their maximum here.
template <class G>
struct MaxPoolGradient : G {
  using Argmax = typename Position<(G::TAPS < 256)>::Type;
  const float* dy;
  const Argmax* argmax;

  __device__ MaxPoolGradient(const float* dy, const Argmax* argmax) : dy(dy), argmax(argmax) {}
  __device__ float operator()(int i) const {
    const int c = i % G::CHANNELS, pixel = i / G::CHANNELS;
    float sum = 0;
#pragma unroll
    for (int tap = 0; tap < G::TAPS; tap++) {
      const float* p = reached<G>(dy, pixel, tap * G::CHANNELS + c);
      if (p != nullptr && argmax[p - dy] == tap) {
        sum += *p;
      }
    }
    return sum;
  }
};

// ---- what needs all channels of a pixel --------------------------------------------------------

// The pixels that a block works on at once, and this thread's values of them.
template <class L>
struct Pixels {
  static constexpr int AT_ONCE = THREADS / L::CHANNELS < 1 ? 1 : THREADS / L::CHANNELS;
  static constexpr int VALUES = AT_ONCE * L::CHANNELS;
  static constexpr int EACH = (VALUES + THREADS - 1) / THREADS;
  static constexpr long long ALL = static_cast<long long>(L::ALL_PIXELS) * L::CHANNELS;
  // With zeros beside the channels of each pixel.
  static constexpr int PADDED = L::CHANNELS + 2 * L::RADIUS;

  // Where value i of the block stands between the zeros.
  static __device__ int padded(int i) {
    return i / L::CHANNELS * PADDED + L::RADIUS + i % L::CHANNELS;
  }
};

template <class L>
__device__ inline float power(float s) {
  if (L::BETA == 0.75f) {
    const float q = 1 / sqrtf(s);
    return q * sqrtf(q);
  }
  return L::BETA == 0.5f ? 1 / sqrtf(s) : L::BETA == 1.0f ? 1 / s : powf(s, -L::BETA);
}

// Local response normalization of what `first` makes: y / (k + alpha * sum of y^2)^beta.
template <class L, class F>
__device__ inline void normalized(const F& first, float* z) {
  using P = Pixels<L>;
  __shared__ float row[P::AT_ONCE * P::PADDED];
  for (int i = threadIdx.x; i < P::AT_ONCE * P::PADDED; i += THREADS) {
    row[i] = 0;
  }
  __syncthreads();
  for (long long from = static_cast<long long>(blockIdx.x) * P::VALUES; from < P::ALL;
       from += static_cast<long long>(gridDim.x) * P::VALUES) {
    for (int i = threadIdx.x; i < P::VALUES; i += THREADS) {
      if (from + i < P::ALL) {
        row[P::padded(i)] = first(static_cast<int>(from) + i);
      }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < P::VALUES; i += THREADS) {
      if (from + i < P::ALL) {
        const float* y = row + P::padded(i);
        float sum = 0;
#pragma unroll
        for (int n = -L::RADIUS; n <= L::RADIUS; n++) {
          sum = fmaf(y[n], y[n], sum);
        }
        z[from + i] = *y * power<L>(fmaf(sum, L::ALPHA, L::K));
      }
    }
    __syncthreads();
  }
}

// Adds up a block's sums per value, and then, in the last block, those of all blocks in order.
template <class L>
__device__ inline void channel_sums(
    const float (&sums)[Pixels<L>::EACH], float* db, float* parts, unsigned* counters) {
  using P = Pixels<L>;
  __shared__ float values[P::VALUES];
  for (int pass = 0; pass < 2; pass++) {
    __syncthreads();
    for (int j = 0, i = threadIdx.x; j < P::EACH; j++, i += THREADS) {
      if (i < P::VALUES) {
        float sum = 0;
        if (pass == 0) {
          sum = sums[j];
        } else {
          for (int b = i / L::CHANNELS; b < gridDim.x; b += P::AT_ONCE) {
            sum += fresh(parts + b * L::CHANNELS + i % L::CHANNELS);
          }
        }
        values[i] = sum;
      }
    }
    __syncthreads();
    float* to = pass == 0 ? parts + blockIdx.x * L::CHANNELS : db;
    for (int c = threadIdx.x; c < L::CHANNELS; c += THREADS) {
      float sum = 0;
      for (int i = c; i < P::VALUES; i += L::CHANNELS) {
        sum += values[i];
      }
      to[c] = sum;
    }
    if (pass == 0 && !last_block(counters, gridDim.x)) {
      return;
    }
  }
}

// dx = dy s^-beta - 2 alpha beta x * sum of dy x s^(-beta-1) over the neighbours.
template <class L, class F>
__device__ inline void lrn_gradient(
    const F& gradient, const float* x, float* dx, float* db, float* parts, unsigned* counters) {
  using P = Pixels<L>;
  __shared__ float values[P::AT_ONCE * P::PADDED];
  __shared__ float terms[P::AT_ONCE * P::PADDED];
  for (int i = threadIdx.x; i < P::AT_ONCE * P::PADDED; i += THREADS) {
    values[i] = 0;
    terms[i] = 0;
  }
  float direct[P::EACH];
  float sums[P::EACH] = {};
  __syncthreads();
  for (long long from = static_cast<long long>(blockIdx.x) * P::VALUES; from < P::ALL;
       from += static_cast<long long>(gridDim.x) * P::VALUES) {
    for (int i = threadIdx.x; i < P::VALUES; i += THREADS) {
      if (from + i < P::ALL) {
        values[P::padded(i)] = x[from + i];
      }
    }
    __syncthreads();
#pragma unroll
    for (int j = 0; j < P::EACH; j++) {
      const int i = threadIdx.x + j * THREADS;
      if (i < P::VALUES && from + i < P::ALL) {
        const float* v = values + P::padded(i);
        float sum = 0;
#pragma unroll
        for (int n = -L::RADIUS; n <= L::RADIUS; n++) {
          sum = fmaf(v[n], v[n], sum);
        }
        const float s = fmaf(sum, L::ALPHA, L::K);
        direct[j] = gradient(static_cast<int>(from) + i) * power<L>(s);
        terms[P::padded(i)] = direct[j] * *v / s;
      }
    }
    __syncthreads();
#pragma unroll
    for (int j = 0; j < P::EACH; j++) {
      const int i = threadIdx.x + j * THREADS;
      if (i < P::VALUES && from + i < P::ALL) {
        const float v = values[P::padded(i)];
        const float* t = terms + P::padded(i);
        float sum = 0;
#pragma unroll
        for (int n = -L::RADIUS; n <= L::RADIUS; n++) {
          sum += t[n];
        }
        float g = fmaf(-2 * L::ALPHA * L::BETA * v, sum, direct[j]);
        g = L::RELU && !(v > 0) ? 0 : g;
        dx[from + i] = g;
        sums[j] += g;
      }
    }
    __syncthreads();
  }
  if (L::BIAS) {
    channel_sums<L>(sums, db, parts, counters);
  }
}

// Sums a gradient per channel, behind a ReLU's mask where there is one.
template <class L>
__device__ inline void bias_gradient(
    const float* dy, const float* y, float* dx, float* db, float* parts, unsigned* counters) {
  using P = Pixels<L>;
  float sums[P::EACH] = {};
  for (long long from = static_cast<long long>(blockIdx.x) * P::VALUES; from < P::ALL;
       from += static_cast<long long>(gridDim.x) * P::VALUES) {
#pragma unroll
    for (int j = 0; j < P::EACH; j++) {
      const int i = threadIdx.x + j * THREADS;
      if (i < P::VALUES && from + i < P::ALL) {
        float g = dy[from + i];
        if (L::RELU) {
          g = y[from + i] > 0 ? g : 0;
          dx[from + i] = g;
        }
        sums[j] += g;
      }
    }
  }
  channel_sums<L>(sums, db, parts, counters);
}

// ---- loss and update ---------------------------------------------------------------------------

// Cross-entropy of each image's softmax, and the gradient of the batch's mean; a warp an image.
template <int IMAGES, int CLASSES>
__device__ inline void softmax_cross_entropy(
    const float* logits, const int* labels, float* losses, float* gradients) {
  const int lane = threadIdx.x % WARP;
  const int image = (blockIdx.x * THREADS + threadIdx.x) / WARP;
  if (image >= IMAGES) {
    return;
  }
  const float* x = logits + static_cast<long long>(image) * CLASSES;
  float* dx = gradients + static_cast<long long>(image) * CLASSES;
  const int label = labels[image];
  float most = x[0];
  for (int c = lane; c < CLASSES; c += WARP) {
    most = fmaxf(most, x[c]);
  }
  most = warp_max(most);
  float sum = 0;
  for (int c = lane; c < CLASSES; c += WARP) {
    sum += expf(x[c] - most);
  }
  sum = warp_sum(sum);
  for (int c = lane; c < CLASSES; c += WARP) {
    dx[c] = (expf(x[c] - most) / sum - (c == label ? 1 : 0)) / IMAGES;
  }
  if (lane == 0) {
    losses[image] = logf(sum) + most - x[label];
  }
}

// The numbers of a step that the host computes.
struct Rates {
  float rate;
  float averageDecay;
};

// What a step tells the host: the loss's terms, and the sum of all squared weights.
struct Result {
  double crossEntropy;
  double weightLoss;
  double squares;
};

// Kingma and Ba 2014 with "epsilon hat"; the rate holds the bias corrections.
template <class A>
__device__ inline float adam(float w, float g, float rate, float& m, float& v) {
  m = fmaf(g - m, 1 - A::BETA1, m);
  v = fmaf(g * g - v, 1 - A::BETA2, v);
  return w - m * rate / (sqrtf(v) + A::EPSILON);
}

// The end of a step. Each block updates one piece of the flat parameters: the gradient plus decay
// times the weight goes through the rule, the weight average follows. The last block adds up the
// losses and moves on to the next step.
template <class U>
__device__ inline void update(
    float* w, const float* g, float* m, float* v, float* average, const float* decays,
    const Rates* rates, const float* losses, float* squares, Progress* progress, Result* results,
    unsigned* counters) {
  const int step = progress->step;
  const Rates now = rates[step];
  const float decay = decays[blockIdx.x];
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
  __align__(16) float ws[4], gs[4], ms[4], vs[4], as[4];
  *reinterpret_cast<float4*>(ws) = *reinterpret_cast<const float4*>(w + i);
  *reinterpret_cast<float4*>(gs) = *reinterpret_cast<const float4*>(g + i);
  if (U::ADAM) {
    *reinterpret_cast<float4*>(ms) = *reinterpret_cast<const float4*>(m + i);
    *reinterpret_cast<float4*>(vs) = *reinterpret_cast<const float4*>(v + i);
  }
  if (U::AVERAGE) {
    *reinterpret_cast<float4*>(as) = *reinterpret_cast<const float4*>(average + i);
  }
  double square = 0;
#pragma unroll
  for (int n = 0; n < 4; n++) {
    square += ws[n] * ws[n];
    const float gradient = fmaf(ws[n], decay, gs[n]);
    if constexpr (U::ADAM) {
      ws[n] = adam<U>(ws[n], gradient, now.rate, ms[n], vs[n]);
    } else {
      ws[n] -= gradient * now.rate;
    }
    if (U::AVERAGE) {
      as[n] = fmaf(ws[n] - as[n], 1 - now.averageDecay, as[n]);
    }
  }
  *reinterpret_cast<float4*>(w + i) = *reinterpret_cast<const float4*>(ws);
  if (U::ADAM) {
    *reinterpret_cast<float4*>(m + i) = *reinterpret_cast<const float4*>(ms);
    *reinterpret_cast<float4*>(v + i) = *reinterpret_cast<const float4*>(vs);
  }
  if (U::AVERAGE) {
    *reinterpret_cast<float4*>(average + i) = *reinterpret_cast<const float4*>(as);
  }
  square = block_sum(square);
  if (threadIdx.x == 0) {
    squares[blockIdx.x] = static_cast<float>(square);
  }
  if (!last_block(counters, gridDim.x)) {
    return;
  }
  double all = 0, decayed = 0, loss = 0;
  for (int b = threadIdx.x; b < gridDim.x; b += THREADS) {
    const double s = fresh(squares + b);
    all += s;
    decayed += s * decays[b] / 2;
  }
  for (int n = threadIdx.x; n < U::IMAGES; n += THREADS) {
    loss += losses[n];
  }
  all = block_sum(all);
  decayed = block_sum(decayed);
  loss = block_sum(loss);
  if (threadIdx.x == 0) {
    results[step].crossEntropy = loss / U::IMAGES;
    results[step].weightLoss = decayed;
    results[step].squares = all;
    progress->step = step + 1;
  }
}

// ---- images ------------------------------------------------------------------------------------

// A window of a raw image, seen through a mirror or not, and what has been done to its values: a
// line for each channel. Means and variances follow from the sums over the window of the bytes and of
// their squares, which are whole numbers, so their order is open.
template <int CHANNELS, int ROW>
struct View {
  const unsigned char* image;
  int top = 0;
  int left = 0;
  bool mirrored = false;
  double factors[CHANNELS];
  double terms[CHANNELS];
  unsigned long long sums[CHANNELS];
  unsigned long long squares[CHANNELS];

  __device__ explicit View(const unsigned char* image) : image(image) {
    for (int c = 0; c < CHANNELS; c++) {
      factors[c] = 1;
      terms[c] = 0;
    }
  }

  __device__ int raw(int width, int y, int x, int c) const {
    const int column = left + (mirrored ? width - 1 - x : x);
    return image[(top + y) * ROW + column * CHANNELS + c];
  }

  __device__ void crop(int width, int newWidth, int y, int x) {
    top += y;
    left += mirrored ? width - newWidth - x : x;
  }

  __device__ void measure(int height, int width) {
    __shared__ unsigned long long all[2 * CHANNELS];
    __syncthreads();
    for (int c = threadIdx.x; c < 2 * CHANNELS; c += THREADS) {
      all[c] = 0;
    }
    __syncthreads();
    for (int c = 0; c < CHANNELS; c++) {
      unsigned long long sum = 0, square = 0;
      for (int p = threadIdx.x; p < height * width; p += THREADS) {
        const unsigned v = raw(width, p / width, p % width, c);
        sum += v;
        square += v * v;
      }
      sum = warp_sum(sum);
      square = warp_sum(square);
      if (threadIdx.x % WARP == 0) {
        atomicAdd(&all[c], sum);
        atomicAdd(&all[CHANNELS + c], square);
      }
    }
    __syncthreads();
    for (int c = 0; c < CHANNELS; c++) {
      sums[c] = all[c];
      squares[c] = all[CHANNELS + c];
    }
  }

  __device__ void brighten(float delta) {
    for (int c = 0; c < CHANNELS; c++) {
      terms[c] += delta;
    }
  }

  __device__ void contrast(int pixels, double factor) {
    for (int c = 0; c < CHANNELS; c++) {
      const double mean = factors[c] * sums[c] / pixels + terms[c];
      factors[c] *= factor;
      terms[c] = (terms[c] - mean) * factor + mean;
    }
  }

  // (x - mean) / max(standard deviation, 1 / sqrt(n)).
  __device__ void standardize(int pixels) {
    const double n = static_cast<double>(pixels) * CHANNELS;
    double sum = 0;
    for (int c = 0; c < CHANNELS; c++) {
      sum += factors[c] * sums[c] + terms[c] * pixels;
    }
    const double mean = sum / n;
    double deviations = 0;
    for (int c = 0; c < CHANNELS; c++) {
      // Around the channel's own mean first: no large numbers cancel.
      const double byte = static_cast<double>(sums[c]) / pixels;
      const double away = factors[c] * byte + terms[c] - mean;
      deviations += factors[c] * factors[c] * (squares[c] - byte * sums[c]) + away * away * pixels;
    }
    const double deviation = fmax(sqrt(fmax(deviations, 0.0) / n), 1 / sqrt(n));
    for (int c = 0; c < CHANNELS; c++) {
      factors[c] /= deviation;
      terms[c] = (terms[c] - mean) / deviation;
    }
  }

  // Writes the window with PADDED channels a pixel. The line of each channel goes through a byte near
  // its mean, so that little rounding remains.
  template <int PADDED>
  __device__ void write(float* to, int height, int width, bool measured) const {
    float gain[CHANNELS], level[CHANNELS];
    int pivot[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      pivot[c] = measured ? static_cast<int>(static_cast<double>(sums[c]) / (height * width) + 0.5) : 0;
      gain[c] = static_cast<float>(factors[c]);
      level[c] = static_cast<float>(factors[c] * pivot[c] + terms[c]);
    }
    for (int p = threadIdx.x; p < height * width; p += THREADS) {
#pragma unroll
      for (int c = 0; c < PADDED; c++) {
        to[p * PADDED + c] =
            c < CHANNELS ? gain[c] * (raw(width, p / width, p % width, c) - pivot[c]) + level[c] : 0;
      }
    }
  }
};
