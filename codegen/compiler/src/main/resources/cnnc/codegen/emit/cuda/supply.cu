// ---- where a product's rows come from ----------------------------------------------------------

// A tile for each step.
template <class P>
struct Tiled {
  using T = Tile<P::TILE_ROWS, P::A::ACROSS>;
  static constexpr int SIZE = STAGES * T::SIZE;

  const Loader<T, typename P::A> loader;

  __device__ Tiled(const P& p, int first) : loader(p.a, first) {}

  // The first of the operand's terms in a step, as the other operand counts them.
  static __device__ int term(int step) { return step * STEP; }

  __device__ void begin(Shared, int, int) const {}
  __device__ void enter(Shared, int, int) const {}
  __device__ void load(Shared shared, int step, int stage) const {
    loader.load(shared, stage * T::SIZE, step * STEP);
  }
  __device__ int at(int, int stage, int row, int, int k) const {
    return stage * T::SIZE + T::at(row, k);
  }
  template <int COUNT>
  __device__ void read(int, int stage, int k, float (&values)[4][COUNT]) const {
    T::read(dynamic_shared() + stage * T::SIZE, threadIdx.x / 16, k, values);
  }
};

// Rows that are positions of a window which moves by one pixel share most of what it shows them. All
// rows of pixels that they stand on, one after the other and each with its margins, are a strip for each
// row of the window and STEP channels; a step is one tap of that row, so WINDOW_WIDTH steps read one
// strip, each a pixel further. While they do the next one comes.
template <class P>
struct Strips {
  using S = typename P::Strip;
  static constexpr int PITCH = S::WIDTH + S::WINDOW_WIDTH - 1;
  static constexpr int WRAPS = (P::TILE_ROWS + S::WIDTH - 2) / S::WIDTH;
  static constexpr int SPAN = P::TILE_ROWS - 1 + WRAPS * (S::WINDOW_WIDTH - 1) + S::WINDOW_WIDTH;
  static constexpr int GROUPS = STEP / 4;
  static constexpr int AT_ONCE = THREADS / GROUPS;
  static constexpr int EACH = (SPAN + AT_ONCE - 1) / AT_ONCE;
  static constexpr int STRIP = EACH * AT_ONCE * STEP;
  static constexpr int SIZE = 2 * STRIP;
  static constexpr int CHUNKS = S::CHANNELS / STEP;
  static constexpr int OWN = Lines<P>::COUNT;

  const float* const array;
  const int first;
  // Where in a strip the rows stand that this thread reads.
  int places[OWN];

  __device__ Strips(const P& p, int row) : array(p.a.array), first(place(row)) {
#pragma unroll
    for (int i = 0; i < OWN; i++) {
      places[i] = place(row + Lines<P>::row(i)) - first;
    }
  }

  static __device__ int place(int position) {
    return position / S::WIDTH * PITCH + position % S::WIDTH;
  }
  static __device__ int at(int pixel, int k) {
    return pixel * STEP + ((k / 4 ^ pixel % 8) * 4 + k % 4);
  }
  static __device__ int term(int step) {
    const int strip = step / S::WINDOW_WIDTH;
    const int tap = strip / CHUNKS * S::WINDOW_WIDTH + step % S::WINDOW_WIDTH;
    return S::tap(tap) * S::CHANNELS + strip % CHUNKS * STEP;
  }

  __device__ void bring(Shared shared, int strip) const {
    const int row = strip / CHUNKS - S::TOP;
    const int channel = strip % CHUNKS * STEP + threadIdx.x % GROUPS * 4;
#pragma unroll
    for (int i = 0; i < EACH; i++) {
      const int pixel = threadIdx.x / GROUPS + i * AT_ONCE;
      const int line = (first + pixel) / PITCH, x = (first + pixel) % PITCH - S::LEFT;
      const int y = line % S::HEIGHT + row;
      const bool inside = static_cast<unsigned>(y) < static_cast<unsigned>(S::FROM_HEIGHT) &&
                          static_cast<unsigned>(x) < static_cast<unsigned>(S::FROM_WIDTH) &&
                          line < S::LINES;
      const int from =
          ((line / S::HEIGHT * S::FROM_HEIGHT + y) * S::FROM_WIDTH + x) * S::CHANNELS + channel;
      copy_async<16>(
          shared, strip % 2 * STRIP + at(pixel, threadIdx.x % GROUPS * 4), array,
          inside ? from : -1);
    }
  }

  __device__ void begin(Shared shared, int step, int last) const {
    bring(shared, step / S::WINDOW_WIDTH);
    next(shared, step, last);
  }
  __device__ void enter(Shared shared, int step, int last) const {
    if (step % S::WINDOW_WIDTH == 0) {
      next(shared, step, last);
    }
  }
  __device__ void next(Shared shared, int step, int last) const {
    if (step / S::WINDOW_WIDTH < last / S::WINDOW_WIDTH) {
      bring(shared, step / S::WINDOW_WIDTH + 1);
    }
  }
  __device__ void load(Shared, int, int) const {}

  __device__ int at(int step, int, int, int i, int k) const {
    return step / S::WINDOW_WIDTH % 2 * STRIP + at(places[i] + step % S::WINDOW_WIDTH, k);
  }
  template <int COUNT>
  __device__ void read(int step, int, int k, float (&values)[4][COUNT]) const {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      const float4 v = *reinterpret_cast<const float4*>(dynamic_shared() + at(step, 0, 0, i, k));
      values[0][i] = v.x;
      values[1][i] = v.y;
      values[2][i] = v.z;
      values[3][i] = v.w;
    }
  }
};

