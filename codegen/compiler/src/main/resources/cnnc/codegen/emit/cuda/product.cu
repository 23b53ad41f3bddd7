// ---- matrix products ---------------------------------------------------------------------------

// How the threads share a tile of results.
template <class P>
struct Shares {
  using A = Tile<P::TILE_ROWS, P::A::ACROSS>;
  using B = Tile<P::TILE_COLUMNS, P::B::ACROSS>;
  // Results of a thread.
  static constexpr int SIZE = P::TILE_ROWS * P::TILE_COLUMNS / THREADS;
};

#ifdef CNNC_TENSOR_CORES
constexpr int WARPS = THREADS / WARP;

// A warp has HEIGHT x WIDTH of a tile, in pieces of 16 x 8: large, so that it reads little for what it
// multiplies. Where that takes fewer warps than there are, PARTS of them share a step's terms.
template <class P>
struct Accumulator : Shares<P> {
  using typename Shares<P>::A;
  using typename Shares<P>::B;
  using Shares<P>::SIZE;
  static constexpr int WIDTH = 32;
  static constexpr int HEIGHT = P::TILE_ROWS * P::TILE_COLUMNS < 128 * 64 ? 32 : 64;
  static constexpr int DOWN = P::TILE_ROWS / HEIGHT;
  static constexpr int ACROSS = P::TILE_COLUMNS / WIDTH;
  static constexpr int PARTS = WARPS / (DOWN * ACROSS);
  static constexpr int PIECES = WIDTH / 8;
  static constexpr int ALL = SIZE * PARTS;
  // Results 2 i and 2 i + 1 are neighbours in a row.
  static constexpr bool PAIRS = true;

  float sums[ALL];
  float at[SIZE];

  static __device__ int warp() { return threadIdx.x / WARP; }
  static __device__ int lane() { return threadIdx.x % WARP; }
  static __device__ int top() { return warp() % DOWN * HEIGHT; }
  static __device__ int left() { return warp() / DOWN % ACROSS * WIDTH; }
  static __device__ int part() { return warp() / (DOWN * ACROSS); }

  static __device__ int row(int i) {
    return top() + (part() * SIZE + i) / (4 * PIECES) * 16 + lane() / 4 + i % 4 / 2 * 8;
  }
  static __device__ int column(int i) {
    return left() + (part() * SIZE + i) / 4 % PIECES * 8 + lane() % 4 * 2 + i % 2;
  }

  static __device__ void round(unsigned (&values)[4]) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      values[i] = tf32(values[i]);
    }
  }

  // A piece of 16 rows and 8 terms as the instruction takes it.
  static __device__ void rows(unsigned (&values)[4], Shared shared, int tile, int row, int k) {
    if constexpr (P::A::ACROSS) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        values[i] = __float_as_uint(dynamic_shared()[
            tile + A::at(row + lane() / 4 + i % 2 * 8, k + lane() % 4 + i / 2 * 4)]);
      }
    } else {
      load_matrices(values, shared, tile + A::at(row + lane() % 16, k + lane() / 16 * 4));
    }
  }

  // Two pieces of 8 columns and 8 terms.
  static __device__ void columns(
      unsigned (&values)[4], Shared shared, int tile, int column, int k) {
    if constexpr (P::B::ACROSS) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        values[i] = __float_as_uint(dynamic_shared()[
            tile + B::at(column + lane() / 4 + i / 2 * 8, k + lane() % 4 + i % 2 * 4)]);
      }
    } else {
      load_matrices(
          values, shared,
          tile + B::at(column + lane() / 16 * 8 + lane() % 8, k + lane() / 8 % 2 * 4));
    }
  }

  __device__ void clear() {
#pragma unroll
    for (int i = 0; i < ALL; i++) {
      sums[i] = 0;
    }
  }

  // What the instruction takes of 8 terms.
  struct Terms {
    unsigned right[PIECES / 2][4];
    unsigned left[HEIGHT / 16][4];
  };

  static __device__ void read(Terms& t, Shared shared, int a, int b, int i) {
    const int k = (part() * (STEP / PARTS / 8) + i) * 8;
#pragma unroll
    for (int j = 0; j < PIECES / 2; j++) {
      columns(t.right[j], shared, b, left() + j * 16, k);
    }
#pragma unroll
    for (int m = 0; m < HEIGHT / 16; m++) {
      rows(t.left[m], shared, a, top() + m * 16, k);
    }
  }

  __device__ void multiply(Terms& t) {
#pragma unroll
    for (int j = 0; j < PIECES / 2; j++) {
      round(t.right[j]);
    }
#pragma unroll
    for (int m = 0; m < HEIGHT / 16; m++) {
      round(t.left[m]);
#pragma unroll
      for (int j = 0; j < PIECES; j++) {
        multiply_add(
            sums + (m * PIECES + j) * 4, t.left[m], t.right[j / 2][j % 2 * 2],
            t.right[j / 2][j % 2 * 2 + 1]);
      }
    }
  }

  // One step, of the tiles at a and b; `next` starts the copies of a later one.
  template <class F>
  __device__ void step(Shared shared, int a, int b, const F& next) {
    Terms terms[2];
    read(terms[0], shared, a, b, 0);
    next();
#pragma unroll
    for (int i = 0; i < STEP / PARTS / 8; i++) {
      if (i + 1 < STEP / PARTS / 8) {
        read(terms[(i + 1) % 2], shared, a, b, i + 1);
      }
      multiply(terms[i % 2]);
    }
  }

  // Adds up the parts, through the memory of the tiles; a warp keeps a part of the results.
  __device__ void finish() {
    if constexpr (PARTS > 1) {
      static_assert(ALL * THREADS <= STAGES * (A::SIZE + B::SIZE), "sums go where tiles were");
      float* mine = dynamic_shared() + (warp() % (DOWN * ACROSS) * PARTS * ALL) * WARP + lane() * 4;
      __syncthreads();
#pragma unroll
      for (int i = 0; i < ALL; i += 4) {
        *reinterpret_cast<float4*>(mine + (part() * ALL + i) * WARP) =
            make_float4(sums[i], sums[i + 1], sums[i + 2], sums[i + 3]);
      }
      __syncthreads();
#pragma unroll
      for (int i = 0; i < SIZE; i += 4) {
        float4 sum = make_float4(0, 0, 0, 0);
#pragma unroll
        for (int p = 0; p < PARTS; p++) {
          const float4 v =
              *reinterpret_cast<const float4*>(mine + (p * ALL + part() * SIZE + i) * WARP);
          sum = make_float4(sum.x + v.x, sum.y + v.y, sum.z + v.z, sum.w + v.w);
        }
        at[i] = sum.x;
        at[i + 1] = sum.y;
        at[i + 2] = sum.z;
        at[i + 3] = sum.w;
      }
    } else {
#pragma unroll
      for (int i = 0; i < SIZE; i++) {
        at[i] = sums[i];
      }
    }
  }
};
#else
// A thread has the rows that it owns of one operand's tile by the columns that it owns of the other's.
template <class P>
struct Accumulator : Shares<P> {
  using typename Shares<P>::A;
  using typename Shares<P>::B;
  using Shares<P>::SIZE;
  static constexpr int HEIGHT = P::TILE_ROWS / 16;
  static constexpr int WIDTH = P::TILE_COLUMNS / 16;
  static constexpr bool PAIRS = P::B::ACROSS;

  float at[SIZE];

  static __device__ int row(int i) {
    return A::template owned<HEIGHT>(threadIdx.x / 16, i / WIDTH);
  }
  static __device__ int column(int i) {
    return B::template owned<WIDTH>(threadIdx.x % 16, i % WIDTH);
  }

  __device__ void clear() {
#pragma unroll
    for (int i = 0; i < SIZE; i++) {
      at[i] = 0;
    }
  }

  template <class F>
  __device__ void step(Shared, int a, int b, const F& next) {
    next();
#pragma unroll 2
    for (int k = 0; k < STEP; k += 4) {
      __align__(16) float rows[4][HEIGHT], columns[4][WIDTH];
      A::read(dynamic_shared() + a, threadIdx.x / 16, k, rows);
      B::read(dynamic_shared() + b, threadIdx.x % 16, k, columns);
#pragma unroll
      for (int j = 0; j < 4; j++) {
#pragma unroll
        for (int i = 0; i < SIZE; i++) {
          at[i] = fmaf(rows[j][i / WIDTH], columns[j][i % WIDTH], at[i]);
        }
      }
    }
  }

  __device__ void finish() {}
};
#endif

// Keeps a thread's results where other blocks find them.
template <int SIZE>
__device__ inline void put(const float (&values)[SIZE], float* part) {
#pragma unroll
  for (int i = 0; i < SIZE; i += 4) {
    *reinterpret_cast<float4*>(part + (i / 4 * THREADS + threadIdx.x) * 4) =
        make_float4(values[i], values[i + 1], values[i + 2], values[i + 3]);
  }
}

// Sums of COUNT parts in their order; part(i) says where they lie.
template <int SIZE, class F>
__device__ inline void add_up(float (&values)[SIZE], int count, const F& part) {
#pragma unroll
  for (int i = 0; i < SIZE; i++) {
    values[i] = 0;
  }
#pragma unroll 2
  for (int n = 0; n < count; n++) {
    const float* from = part(n);
#pragma unroll
    for (int i = 0; i < SIZE; i += 4) {
      const float4 v = fresh4(from + (i / 4 * THREADS + threadIdx.x) * 4);
      values[i] += v.x;
      values[i + 1] += v.y;
      values[i + 2] += v.z;
      values[i + 3] += v.w;
    }
  }
}

// Writes the results of a tile that begins at row m, column n.
template <class P>
__device__ inline void store(const P& p, const Accumulator<P>& sums, int m, int n) {
  using S = Accumulator<P>;
#pragma unroll
  for (int i = 0; i < S::SIZE; i += 2) {
    if (S::PAIRS && P::COLUMNS % 2 == 0) {
      const int row = m + S::row(i), column = n + S::column(i);
      if (row < P::ROWS && column < P::COLUMNS) {
        *reinterpret_cast<float2*>(p.place(row, column)) = make_float2(
            p.result(row, column, sums.at[i]), p.result(row, column + 1, sums.at[i + 1]));
      }
    } else {
      for (int j = 0; j < 2; j++) {
        const int row = m + S::row(i + j), column = n + S::column(i + j);
        if (row < P::ROWS && column < P::COLUMNS) {
          *p.place(row, column) = p.result(row, column, sums.at[i + j]);
        }
      }
    }
  }
}

// The steps of all tiles in a row are dealt out evenly: block b has those from ALL b / BLOCKS on. A
// tile that several blocks have a part in is added up by the one that comes last, in their order;
// where they are many, by GROUP at a time and then the groups.
template <class P>
struct Deal {
  static constexpr int ACROSS = (P::COLUMNS + P::TILE_COLUMNS - 1) / P::TILE_COLUMNS;
  static constexpr int OF_ONE = (P::ROWS + P::TILE_ROWS - 1) / P::TILE_ROWS * ACROSS;
  static constexpr int TILES = P::COUNT * OF_ONE;
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
    put(sums.at, part(parts, blockIdx.x, tile));
    if (!last_block(counter + 1 + group, end - begin)) {
      return false;
    }
    add_up(sums.at, end - begin, [=](int i) { return part(parts, begin + i, tile); });
    if (groups == 1) {
      return true;
    }
    put(sums.at, part(parts, begin, tile));
    if (!last_block(counter, groups)) {
      return false;
    }
    add_up(sums.at, groups, [=](int i) { return part(parts, from + i * P::GROUP, tile); });
    return true;
  }
};

// One of P's products.
template <class P>
__device__ inline P number(const P& p, int which) {
  if constexpr (P::COUNT > 1) {
    return p.number(which);
  } else {
    return p;
  }
}

// P says what is multiplied: ROWS x DEPTH by DEPTH x COLUMNS, with operands `a` and `b`; a sum becomes
// result(m, n, sum) and is kept at place(m, n). Of COUNT such products it says which is number(i).
template <class P>
__device__ inline void product(const P& all, float* parts, unsigned* counters) {
  using D = Deal<P>;
  using A = typename Accumulator<P>::A;
  using B = typename Accumulator<P>::B;
  constexpr int STAGE = A::SIZE + B::SIZE;
  static_assert(STAGES * STAGE * sizeof(float) <= P::SHARED, "a launch asks for too little");
  const Shared shared = shared_address();
  int next = D::first(blockIdx.x);
  const int end = D::first(blockIdx.x + 1);
  while (next < end) {
    const int tile = next / D::STEPS, begin = next % D::STEPS;
    const int count = D::STEPS - begin < end - next ? D::STEPS - begin : end - next;
    const P p = number(all, tile / D::OF_ONE);
    const int place = tile % D::OF_ONE;
    const int m = place / D::ACROSS * P::TILE_ROWS, n = place % D::ACROSS * P::TILE_COLUMNS;
    const Loader<A, typename P::A> a(p.a, m);
    const Loader<B, typename P::B> b(p.b, n);
    const auto load = [&](int step, int stage) {
      if (step < count) {
        a.load(shared, stage, (begin + step) * STEP);
        b.load(shared, stage + A::SIZE, (begin + step) * STEP);
      }
      commit_copies();
    };
    for (int step = 0; step < STAGES - 1; step++) {
      load(step, step * STAGE);
    }
    Accumulator<P> sums;
    sums.clear();
    int here = 0, free = (STAGES - 1) * STAGE;
    for (int step = 0; step < count; step++) {
      await_copies<STAGES - 2>();
      __syncthreads();
      sums.step(shared, here, here + A::SIZE, [&] { load(step + STAGES - 1, free); });
      free = here;
      here = here == (STAGES - 1) * STAGE ? 0 : here + STAGE;
    }
    sums.finish();
    if (D::TILES == P::BLOCKS || D::complete(sums, tile, parts, counters)) {
      store(p, sums, m, n);
    }
    next += count;
    __syncthreads();
  }
}

