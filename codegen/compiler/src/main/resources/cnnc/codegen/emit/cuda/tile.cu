// ---- tiles of a product's operands in shared memory --------------------------------------------

// Terms of a sum between two barriers, and tiles on their way at once.
constexpr int STEP = 32;
constexpr int STAGES = 4;
constexpr int WARPS = THREADS / WARP;

// WIDTH rows or columns of an operand and STEP terms of each, in groups of four values that lie
// together in global memory: along the rows or columns (ACROSS), or along the terms.
template <int WIDTH, bool ACROSS>
struct Tile;

// Between two terms stands a pitch with which a warp that reads 8 neighbours of 4 terms meets no bank
// twice.
template <int WIDTH>
struct Tile<WIDTH, true> {
  static constexpr int PITCH = WIDTH + 8;
  static constexpr int SIZE = STEP * PITCH;
  static constexpr int GROUPS = WIDTH / 4;
  // Groups that a thread brings; all of them are of the same rows or columns.
  static constexpr int EACH = STEP * GROUPS / THREADS;
  static constexpr int LINES = 1;

  static __device__ int at(int n, int k) { return k * PITCH + n; }
  static __device__ int column(int) { return threadIdx.x % GROUPS * 4; }
  static __device__ int term(int i) { return threadIdx.x / GROUPS + i * (THREADS / GROUPS); }

  // Rows or columns that a thread has in full precision, COUNT out of 16 threads' 16 * COUNT: by fours
  // where there are as many.
  template <int COUNT>
  static __device__ int owned(int thread, int i) {
    constexpr int RUN = COUNT < 4 ? COUNT : 4;
    return i / RUN * 16 * RUN + thread * RUN + i % RUN;
  }
  template <int COUNT>
  static __device__ void read(const float* tile, int thread, int k, float (&values)[4][COUNT]) {
    constexpr int RUN = COUNT < 4 ? COUNT : 4;
    for (int j = 0; j < 4; j++) {
#pragma unroll
      for (int i = 0; i < COUNT; i += RUN) {
        const float* from = tile + at(owned<COUNT>(thread, i), k + j);
        if (RUN == 4) {
          *reinterpret_cast<float4*>(&values[j][i]) = *reinterpret_cast<const float4*>(from);
        } else {
#pragma unroll
          for (int r = 0; r < RUN; r++) {
            values[j][i + r] = from[r];
          }
        }
      }
    }
  }
};

// A row has 32 banks; its groups change places so that a warp that reads the same group of 8 rows
// meets no bank twice.
template <int WIDTH>
struct Tile<WIDTH, false> {
  static constexpr int SIZE = WIDTH * STEP;
  static constexpr int GROUPS = STEP / 4;
  static constexpr int EACH = WIDTH * GROUPS / THREADS;
  static constexpr int LINES = EACH;

  static __device__ int at(int n, int k) { return n * STEP + ((k / 4 ^ n % 8) * 4 + k % 4); }
  static __device__ int column(int i) { return threadIdx.x / GROUPS + i * (THREADS / GROUPS); }
  static __device__ int term(int) { return threadIdx.x % GROUPS * 4; }

  template <int COUNT>
  static __device__ int owned(int thread, int i) {
    return i * 16 + thread;
  }
  template <int COUNT>
  static __device__ void read(const float* tile, int thread, int k, float (&values)[4][COUNT]) {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      const float4 v =
          *reinterpret_cast<const float4*>(tile + at(owned<COUNT>(thread, i), k));
      values[0][i] = v.x;
      values[1][i] = v.y;
      values[2][i] = v.z;
      values[3][i] = v.w;
    }
  }
};

// An operand says where the value of row or column n and term k lies: `line(n)` is what n alone
// decides, `find(line, k)` is null outside. From a GROUPED one four neighbours lie together.
template <class T, class O>
struct Loader {
  const O& operand;
  int first;
  typename O::Line lines[T::LINES];

  __device__ Loader(const O& operand, int first) : operand(operand), first(first) {
#pragma unroll
    for (int i = 0; i < T::LINES; i++) {
      lines[i] = operand.line(first + T::column(i));
    }
  }

  // Starts to bring the terms from k on.
  __device__ void load(float* tile, int k) const {
#pragma unroll
    for (int i = 0; i < T::EACH; i++) {
      const int n = T::column(i), term = T::term(i);
      float* to = tile + T::at(n, term);
      if constexpr (O::GROUPED) {
        operand.bring(to, lines[i % T::LINES], k + term);
      } else {
        for (int j = 0; j < 4; j++) {
          const bool across = O::ACROSS;
          operand.one(
              to + j, operand.line(first + n + (across ? j : 0)), k + term + (across ? 0 : j));
        }
      }
    }
  }
};

// What most operands do: copy.
template <class O>
struct Copied {
  template <class L>
  __device__ void bring(float* to, const L& line, int k) const {
    copy_async<16>(to, static_cast<const O*>(this)->find(line, k));
  }
  template <class L>
  __device__ void one(float* to, const L& line, int k) const {
    copy_async<4>(to, static_cast<const O*>(this)->find(line, k));
  }
};

// A matrix of ROWS x COLUMNS; its rows are those of the operand, or (ACROSS) the terms.
template <int ROWS, int COLUMNS, bool A>
struct Matrix : Copied<Matrix<ROWS, COLUMNS, A>> {
  static constexpr bool ACROSS = A, GROUPED = COLUMNS % 4 == 0;
  struct Line {
    int n;
  };
  const float* matrix;

  __device__ explicit Matrix(const float* matrix) : matrix(matrix) {}
  __device__ Line line(int n) const { return {n}; }
  __device__ const float* find(const Line& line, int k) const {
    const int row = ACROSS ? k : line.n, column = ACROSS ? line.n : k;
    return row < ROWS && column < COLUMNS
               ? matrix + static_cast<long long>(row) * COLUMNS + column
               : nullptr;
  }
};
