// ---- matrix products ---------------------------------------------------------------------------

// A thread's share of a tile of results. On tensor cores a warp has 32 rows and as many columns as
// that leaves it, in pieces of 16 x 8; else a thread has what it owns of both tiles.
template <class P>
struct Accumulator {
  using A = Tile<P::TILE_ROWS, P::A::ACROSS>;
  using B = Tile<P::TILE_COLUMNS, P::B::ACROSS>;
  static constexpr int SIZE = P::TILE_ROWS * P::TILE_COLUMNS / THREADS;

  float at[SIZE];

#ifdef CNNC_TENSOR_CORES
  static constexpr int DOWN = P::TILE_ROWS / 32;
  static constexpr int WIDTH = P::TILE_COLUMNS * DOWN / WARPS;
  static constexpr int PIECES = WIDTH / 8;
  // Results 2 i and 2 i + 1 are neighbours in a row.
  static constexpr bool PAIRS = true;

  static __device__ int top() { return threadIdx.x / WARP % DOWN * 32; }
  static __device__ int left() { return threadIdx.x / WARP / DOWN * WIDTH; }
  static __device__ int row(int i) {
    return top() + i / (4 * PIECES) * 16 + threadIdx.x % WARP / 4 + i % 4 / 2 * 8;
  }
  static __device__ int column(int i) {
    return left() + i / 4 % PIECES * 8 + threadIdx.x % 4 * 2 + i % 2;
  }

  // A piece of 16 rows and 8 terms as the instruction takes it.
  static __device__ void rows(unsigned (&values)[4], const float* tile, int row, int k) {
    const int lane = threadIdx.x % WARP;
    if constexpr (P::A::ACROSS) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        values[i] = __float_as_uint(
            tile[A::at(row + lane / 4 + i % 2 * 8, k + lane % 4 + i / 2 * 4)]);
      }
    } else {
      load_matrices(values, tile + A::at(row + lane % 16, k + lane / 16 * 4));
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
      values[i] = tf32(values[i]);
    }
  }

  // All pieces of 8 columns and 8 terms.
  static __device__ void columns(unsigned (&values)[2 * PIECES], const float* tile, int k) {
    const int lane = threadIdx.x % WARP;
    if constexpr (P::B::ACROSS || PIECES % 2 != 0) {
#pragma unroll
      for (int i = 0; i < 2 * PIECES; i++) {
        values[i] = __float_as_uint(
            tile[B::at(left() + i / 2 * 8 + lane / 4, k + lane % 4 + i % 2 * 4)]);
      }
    } else {
#pragma unroll
      for (int i = 0; i < PIECES; i += 2) {
        unsigned two[4];
        load_matrices(
            two,
            tile + B::at(left() + i * 8 + lane / 16 * 8 + lane % 8, k + lane / 8 % 2 * 4));
#pragma unroll
        for (int j = 0; j < 4; j++) {
          values[2 * i + j] = two[j];
        }
      }
    }
#pragma unroll
    for (int i = 0; i < 2 * PIECES; i++) {
      values[i] = tf32(values[i]);
    }
  }

  __device__ void multiply(const float* a, const float* b) {
#pragma unroll
    for (int k = 0; k < STEP; k += 8) {
      unsigned left[2 * PIECES], upper[4], lower[4];
      columns(left, b, k);
      rows(upper, a, top(), k);
      rows(lower, a, top() + 16, k);
#pragma unroll
      for (int j = 0; j < PIECES; j++) {
        multiply_add(at + j * 4, upper, left[2 * j], left[2 * j + 1]);
        multiply_add(at + (PIECES + j) * 4, lower, left[2 * j], left[2 * j + 1]);
      }
    }
  }
#else
  static constexpr int HEIGHT = P::TILE_ROWS / 16;
  static constexpr int WIDTH = P::TILE_COLUMNS / 16;
  static constexpr bool PAIRS = P::B::ACROSS;

  static __device__ int row(int i) {
    return A::template owned<HEIGHT>(threadIdx.x / 16, i / WIDTH);
  }
  static __device__ int column(int i) {
    return B::template owned<WIDTH>(threadIdx.x % 16, i % WIDTH);
  }

  __device__ void multiply(const float* a, const float* b) {
#pragma unroll 2
    for (int k = 0; k < STEP; k += 4) {
      __align__(16) float rows[4][HEIGHT], columns[4][WIDTH];
      A::read(a, threadIdx.x / 16, k, rows);
      B::read(b, threadIdx.x % 16, k, columns);
#pragma unroll
      for (int j = 0; j < 4; j++) {
#pragma unroll
        for (int i = 0; i < SIZE; i++) {
          at[i] = fmaf(rows[j][i / WIDTH], columns[j][i % WIDTH], at[i]);
        }
      }
    }
  }
#endif

  __device__ void clear() {
#pragma unroll
    for (int i = 0; i < SIZE; i++) {
      at[i] = 0;
    }
  }

  // Keeps the sums where other blocks find them, and adds those of another block.
  __device__ void put(float* part) const {
#pragma unroll
    for (int i = 0; i < SIZE; i += 4) {
      *reinterpret_cast<float4*>(part + (i / 4 * THREADS + threadIdx.x) * 4) =
          make_float4(at[i], at[i + 1], at[i + 2], at[i + 3]);
    }
  }
  __device__ void add(const float* part) {
#pragma unroll
    for (int i = 0; i < SIZE; i += 4) {
      const float4 v = fresh4(part + (i / 4 * THREADS + threadIdx.x) * 4);
      at[i] += v.x;
      at[i + 1] += v.y;
      at[i + 2] += v.z;
      at[i + 3] += v.w;
    }
  }

  // Writes the results of a tile that begins at row m, column n.
  __device__ void store(const P& p, int m, int n) const {
#pragma unroll
    for (int i = 0; i < SIZE; i += 2) {
      const int r = m + row(i), c = n + column(i);
      if (PAIRS && P::COLUMNS % 2 == 0) {
        if (r < P::ROWS && c < P::COLUMNS) {
          *reinterpret_cast<float2*>(p.place(r, c)) =
              make_float2(p.result(r, c, at[i]), p.result(r, c + 1, at[i + 1]));
        }
      } else {
        for (int j = 0; j < 2; j++) {
          const int row1 = m + row(i + j), column1 = n + column(i + j);
          if (row1 < P::ROWS && column1 < P::COLUMNS) {
            *p.place(row1, column1) = p.result(row1, column1, at[i + j]);
          }
        }
      }
    }
  }
};

// The steps of all tiles in a row are dealt out evenly: block b has those from ALL b / BLOCKS on. A
// tile that several blocks have a part in is added up by the one that comes last, in their order;
// where they are many, by GROUP at a time and then the groups.
template <class P>
struct Shares {
  static constexpr int ACROSS = (P::COLUMNS + P::TILE_COLUMNS - 1) / P::TILE_COLUMNS;
  static constexpr int TILES = (P::ROWS + P::TILE_ROWS - 1) / P::TILE_ROWS * ACROSS;
  static constexpr int STEPS = (P::DEPTH + STEP - 1) / STEP;
  static constexpr long long ALL = 1ll * TILES * STEPS;
  static constexpr int MOST = P::BLOCKS / TILES + 2;
  static constexpr int GROUPS = (MOST + P::GROUP - 1) / P::GROUP;

  static __device__ int first(int block) { return static_cast<int>(ALL * block / P::BLOCKS); }
  static __device__ int owner(int step) {
    return static_cast<int>(((step + 1ll) * P::BLOCKS - 1) / ALL);
  }

  // A block shares at most the first and the last of its tiles.
  static __device__ float* part(float* parts, int block, int tile) {
    const int which = first(block) >= tile * STEPS ? 0 : 1;
    return parts + (2ll * block + which) * (P::TILE_ROWS * P::TILE_COLUMNS);
  }

  // Whether the sums of a tile are whole now, and this block has them.
  static __device__ bool complete(
      Accumulator<P>& sums, int tile, float* parts, unsigned* counters) {
    const int from = owner(tile * STEPS), to = owner(tile * STEPS + STEPS - 1);
    if (from == to) {
      return true;
    }
    unsigned* counter = counters + tile * (GROUPS + 1);
    const int group = (blockIdx.x - from) / P::GROUP;
    const int groups = (to - from) / P::GROUP + 1;
    const int begin = from + group * P::GROUP;
    const int end = begin + P::GROUP <= to ? begin + P::GROUP : to + 1;
    sums.put(part(parts, blockIdx.x, tile));
    if (!last_block(counter + 1 + group, end - begin)) {
      return false;
    }
    sums.clear();
#pragma unroll 2
    for (int b = begin; b < end; b++) {
      sums.add(part(parts, b, tile));
    }
    if (groups == 1) {
      return true;
    }
    sums.put(part(parts, begin, tile));
    if (!last_block(counter, groups)) {
      return false;
    }
    sums.clear();
#pragma unroll 2
    for (int g = 0; g < groups; g++) {
      sums.add(part(parts, from + g * P::GROUP, tile));
    }
    return true;
  }
};

// P says what is multiplied: ROWS x DEPTH by DEPTH x COLUMNS, with operands `a` and `b`; a sum becomes
// result(m, n, sum) and is kept at place(m, n).
template <class P>
__device__ inline void product(const P& p, float* parts, unsigned* counters) {
  using S = Shares<P>;
  using A = typename Accumulator<P>::A;
  using B = typename Accumulator<P>::B;
  float* tiles = dynamic_shared();
  const auto stage = [=](int step) { return tiles + step % STAGES * (A::SIZE + B::SIZE); };
  int next = S::first(blockIdx.x);
  const int end = S::first(blockIdx.x + 1);
  while (next < end) {
    const int tile = next / S::STEPS, begin = next % S::STEPS;
    const int count = S::STEPS - begin < end - next ? S::STEPS - begin : end - next;
    const int m = tile / S::ACROSS * P::TILE_ROWS, n = tile % S::ACROSS * P::TILE_COLUMNS;
    const Loader<A, typename P::A> a(p.a, m);
    const Loader<B, typename P::B> b(p.b, n);
    const auto load = [&](int step) {
      if (step < count) {
        a.load(stage(step), (begin + step) * STEP);
        b.load(stage(step) + A::SIZE, (begin + step) * STEP);
      }
      commit_copies();
    };
    for (int step = 0; step < STAGES - 1; step++) {
      load(step);
    }
    Accumulator<P> sums;
    sums.clear();
    for (int step = 0; step < count; step++) {
      await_copies<STAGES - 2>();
      __syncthreads();
      load(step + STAGES - 1);
      sums.multiply(stage(step), stage(step) + A::SIZE);
    }
    if (S::TILES == P::BLOCKS || S::complete(sums, tile, parts, counters)) {
      sums.store(p, m, n);
    }
    next += count;
    __syncthreads();
  }
}
