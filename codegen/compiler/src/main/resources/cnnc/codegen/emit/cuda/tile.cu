// ---- a product's operands in shared memory -----------------------------------------------------

// Terms of a sum between two barriers, and tiles that are read or on their way. A device whose copies
// arrive at once needs fewer, and has less memory for them.
constexpr int STEP = 32;
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
constexpr int STAGES = 2;
#else
constexpr int STAGES = 3;
#endif

// WIDTH rows or columns of an operand and STEP terms of each, in groups of four values that lie
// together in global memory: along the rows or columns (ACROSS), or along the terms. A thread brings
// EACH groups, of LINES rows or columns; between two of them in the tile are STRIDE floats.
template <int WIDTH, bool ACROSS>
struct Tile;

// Between two terms lies a pitch with which a warp that reads 8 neighbours of 4 terms meets no bank
// twice.
template <int WIDTH>
struct Tile<WIDTH, true> {
  static constexpr int PITCH = WIDTH + 8;
  static constexpr int SIZE = STEP * PITCH;
  static constexpr int GROUPS = WIDTH / 4;
  static constexpr int EACH = STEP * GROUPS / THREADS;
  static constexpr int LINES = 1;
  static constexpr int STRIDE = THREADS / GROUPS * PITCH;

  static __device__ int at(int n, int k) { return k * PITCH + n; }
  static __device__ int column(int) { return threadIdx.x % GROUPS * 4; }
  static __device__ int term(int i) { return threadIdx.x / GROUPS + i * (THREADS / GROUPS); }

  // Which rows or columns the i-th of COUNT is that one of 16 threads has in full precision: by fours
  // where there are as many.
  template <int COUNT>
  static __device__ int owned(int thread, int i) {
    constexpr int RUN = COUNT < 4 ? COUNT : 4;
    return i / RUN * 16 * RUN + thread * RUN + i % RUN;
  }
  template <int COUNT>
  static __device__ void read(const float* tile, int thread, int k, float (&values)[4][COUNT]) {
    constexpr int RUN = COUNT < 4 ? COUNT : 4;
#pragma unroll
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

// The terms of a row or column fill all banks; their groups change places so that a warp that reads
// the same group of 8 rows or columns meets no bank twice.
template <int WIDTH>
struct Tile<WIDTH, false> {
  static constexpr int SIZE = WIDTH * STEP;
  static constexpr int GROUPS = STEP / 4;
  static constexpr int EACH = WIDTH * GROUPS / THREADS;
  static constexpr int LINES = EACH;
  static constexpr int STRIDE = THREADS / GROUPS * STEP;

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

// Brings tiles of an operand, which is an array in global memory and knows where in it the value of row
// or column n and term k lies: find(line(n), term(k)), negative outside. `line` and `term` are what n and
// k alone decide. Of a GROUPED operand four neighbours lie together.
template <class T, class O>
struct Loader {
  const O& operand;
  const int first;
  const int place;
  typename O::Line lines[T::LINES];

  __device__ Loader(const O& operand, int first)
      : operand(operand), first(first), place(T::at(T::column(0), T::term(0))) {
#pragma unroll
    for (int i = 0; i < T::LINES; i++) {
      lines[i] = operand.line(first + T::column(i));
    }
  }

  // Starts to bring the terms from k on.
  __device__ void load(Shared shared, int tile, int k) const {
    if constexpr (O::GROUPED) {
      const typename O::Term term = operand.term(k + T::term(0));
#pragma unroll
      for (int i = 0; i < T::EACH; i++) {
        bring<16>(
            shared, tile + place + i * T::STRIDE, lines[i % T::LINES],
            O::ACROSS && i > 0 ? operand.term(k + T::term(i)) : term);
      }
    } else {
      for (int i = 0; i < T::EACH; i++) {
        for (int j = 0; j < 4; j++) {
          bring<4>(
              shared, tile + place + i * T::STRIDE + j,
              operand.line(first + T::column(i) + (O::ACROSS ? j : 0)),
              operand.term(k + T::term(i) + (O::ACROSS ? 0 : j)));
        }
      }
    }
  }

  template <int BYTES>
  __device__ void bring(
      Shared shared, int to, const typename O::Line& line, const typename O::Term& term) const {
    if constexpr (O::ONES) {
      if (line.one) {
        for (int i = 0; i < BYTES / 4; i++) {
          dynamic_shared()[to + i] = i == 0 && term.at >= 0 ? 1 : 0;
        }
        return;
      }
    }
    copy_async<BYTES>(shared, to, operand.array, operand.find(line, term));
  }
};

// A matrix of ROWS x COLUMNS; its rows are those of the operand, or (ACROSS) the terms. An operand that
// has ONES has one row or column of them behind the others. From one row to the next is a PITCH.
template <int ROWS, int COLUMNS, bool A, bool O = false, int PITCH = COLUMNS>
struct Matrix {
  static constexpr bool ACROSS = A, GROUPED = COLUMNS % 4 == 0 && PITCH % 4 == 0, ONES = O;
  static constexpr int LINES = A ? COLUMNS : ROWS, TERMS = A ? ROWS : COLUMNS;
  static constexpr int BETWEEN_LINES = A ? 1 : PITCH, BETWEEN_TERMS = A ? PITCH : 1;
  struct Line {
    int at;
    bool one;
  };
  struct Term {
    int at;
  };
  const float* array;

  __device__ explicit Matrix(const float* array) : array(array) {}
  __device__ Line line(int n) const {
    return {n < LINES ? n * BETWEEN_LINES : -1, ONES && n == LINES};
  }
  __device__ Term term(int k) const { return {k < TERMS ? k * BETWEEN_TERMS : -1}; }
  __device__ int find(const Line& line, const Term& term) const {
    return (line.at | term.at) < 0 ? -1 : line.at + term.at;
  }
};

