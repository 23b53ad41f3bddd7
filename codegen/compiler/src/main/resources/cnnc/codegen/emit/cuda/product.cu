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

