// ---- what needs all channels of a pixel --------------------------------------------------------

// The pixels that a block works on at once, and this thread's values of them: N neighbours at a time.
template <class L>
struct Pixels {
  static constexpr int N = L::CHANNELS % 4 == 0 ? 4 : 1;
  static constexpr int LANES = L::CHANNELS / N;
  static constexpr int AT_ONCE = THREADS / LANES < 1 ? 1 : THREADS / LANES;
  static constexpr int GROUPS = AT_ONCE * LANES;
  static constexpr int EACH = (GROUPS + THREADS - 1) / THREADS;
  static constexpr long long ALL = static_cast<long long>(L::ALL_PIXELS) * LANES;
  // Zeros beside the channels of each pixel.
  static constexpr int BESIDE = (L::RADIUS + N - 1) / N * N;
  static constexpr int PADDED = L::CHANNELS + 2 * BESIDE;

  // Where the values of group i stand between the zeros.
  static __device__ int padded(int i) { return i / LANES * PADDED + BESIDE + i % LANES * N; }

  // Calls f(first, i, j) for each j-th group i of this thread in the pass that begins at group `first`.
  template <class F>
  static __device__ void groups(long long first, const F& f) {
#pragma unroll
    for (int j = 0; j < EACH; j++) {
      const int i = threadIdx.x + j * THREADS;
      if (i < GROUPS && first + i < ALL) {
        f(static_cast<int>(first + i) * N, i, j);
      }
    }
  }
};

// Calls f(first) for each pass of this block over the pixels.
template <class P, class F>
__device__ inline void passes(const F& f) {
  for (long long first = static_cast<long long>(blockIdx.x) * P::GROUPS; first < P::ALL;
       first += static_cast<long long>(gridDim.x) * P::GROUPS) {
    f(first);
  }
}

__device__ inline void clear(float* values, int size) {
  for (int i = threadIdx.x; i < size; i += THREADS) {
    values[i] = 0;
  }
}

template <class L>
__device__ inline float power(float s) {
  if (L::BETA == 0.75f) {
    const float q = rsqrtf(s);
    return q * sqrtf(q);
  }
  return L::BETA == 0.5f ? rsqrtf(s) : L::BETA == 1.0f ? 1 / s : powf(s, -L::BETA);
}

// For each of the values from y on the sum over its neighbours, of themselves or of their squares.
template <class L, bool SQUARES>
__device__ inline Values<Pixels<L>::N> around(const float* y) {
  using P = Pixels<L>;
  constexpr int N = P::N, R = L::RADIUS, B = P::BESIDE;
  float v[N + 2 * B];
#pragma unroll
  for (int i = 0; i < N + 2 * B; i += N) {
    const Values<N> some = load<N>(y - B + i);
#pragma unroll
    for (int j = 0; j < N; j++) {
      v[i + j] = SQUARES ? some.at[j] * some.at[j] : some.at[j];
    }
  }
  // What all N have in common is summed once.
  float common = 0;
#pragma unroll
  for (int i = N - 1 - R; i <= R; i++) {
    common += v[B + i];
  }
  Values<N> sums;
#pragma unroll
  for (int j = 0; j < N; j++) {
    float sum = common;
#pragma unroll
    for (int i = j - R; i <= j + R; i++) {
      sum += i < N - 1 - R || i > R ? v[B + i] : 0;
    }
    sums.at[j] = sum;
  }
  return sums;
}

// Local response normalization of what `first` makes: y / (k + alpha * sum of y^2)^beta.
template <class L, class F>
__device__ inline void normalized(const F& first, float* z) {
  using P = Pixels<L>;
  constexpr int N = P::N;
  __shared__ __align__(16) float row[P::AT_ONCE * P::PADDED];
  clear(row, P::AT_ONCE * P::PADDED);
  __syncthreads();
  passes<P>([&](long long from) {
    Values<N> own[P::EACH];
    P::groups(from, [&](int at, int i, int j) {
      own[j] = first(at);
      store(row + P::padded(i), own[j]);
    });
    __syncthreads();
    P::groups(from, [&](int at, int i, int j) {
      Values<N> v = around<L, true>(row + P::padded(i));
#pragma unroll
      for (int n = 0; n < N; n++) {
        v.at[n] = own[j].at[n] * power<L>(fmaf(v.at[n], L::ALPHA, L::K));
      }
      store(z + at, v);
    });
    __syncthreads();
  });
}

// The sums of all threads of a block per channel, to places that lie so far APART.
template <class L, int APART = 1>
__device__ inline void add_threads(
    const Values<Pixels<L>::N> (&sums)[Pixels<L>::EACH], float* to) {
  using P = Pixels<L>;
  __shared__ __align__(16) float values[P::GROUPS * P::N];
  __syncthreads();
#pragma unroll
  for (int j = 0; j < P::EACH; j++) {
    const int i = threadIdx.x + j * THREADS;
    if (i < P::GROUPS) {
      store(values + i * P::N, sums[j]);
    }
  }
  __syncthreads();
  for (int c = threadIdx.x; c < L::CHANNELS; c += THREADS) {
    float sum = 0;
    for (int i = c; i < P::GROUPS * P::N; i += L::CHANNELS) {
      sum += values[i];
    }
    to[c * APART] = sum;
  }
}

// The sums of other blocks, `count` of them and `between` blocks from one to the next.
template <class L, int APART = 1>
__device__ inline void add_blocks(const float* parts, int count, int between, float* to) {
  using P = Pixels<L>;
  Values<P::N> sums[P::EACH];
#pragma unroll
  for (int j = 0; j < P::EACH; j++) {
    const int i = threadIdx.x + j * THREADS;
    sums[j] = Values<P::N>::of(0);
#pragma unroll 4
    for (int b = i / P::LANES; b < count && i < P::GROUPS; b += P::AT_ONCE) {
      const float* from = parts + b * between * L::CHANNELS + i % P::LANES * P::N;
      if constexpr (P::N == 4) {
        const float4 v = fresh4(from);
        sums[j].at[0] += v.x;
        sums[j].at[1] += v.y;
        sums[j].at[2] += v.z;
        sums[j].at[3] += v.w;
      } else {
        sums[j].at[0] += fresh(from);
      }
    }
  }
  add_threads<L, APART>(sums, to);
}

// A thread's sums of a kernel that makes several.
template <class L>
struct Sums {
  using P = Pixels<L>;
  Values<P::N> of[L::SUMS > 0 ? L::SUMS : 1][P::EACH];

  __device__ Sums() {
#pragma unroll
    for (int s = 0; s < L::SUMS; s++) {
#pragma unroll
      for (int j = 0; j < P::EACH; j++) {
        of[s][j] = Values<P::N>::of(0);
      }
    }
  }
  template <class V>
  __device__ void add(int j, const V& made) {
#pragma unroll
    for (int s = 0; s < L::SUMS; s++) {
#pragma unroll
      for (int n = 0; n < P::N; n++) {
        of[s][j].at[n] += made.sum[s].at[n];
      }
    }
  }
};

// Where the sums of all blocks go.
template <class L>
struct Totals {
  float* at[L::SUMS > 0 ? L::SUMS : 1];
};

// Adds up a block's sums, then those of GROUP blocks in the last of them, and then those of all groups
// in the last block: always in their order.
template <class L, int APART = 1>
__device__ inline void channel_sums(
    const Values<Pixels<L>::N> (&sums)[Pixels<L>::EACH], float* db, float* parts,
    unsigned* counters) {
  const int group = blockIdx.x / L::GROUP, groups = (gridDim.x + L::GROUP - 1) / L::GROUP;
  const int size = group + 1 < groups ? L::GROUP : gridDim.x - group * L::GROUP;
  float* first = parts + group * L::GROUP * L::CHANNELS;
  add_threads<L>(sums, parts + blockIdx.x * L::CHANNELS);
  if (last_block(counters + 1 + group, size)) {
    add_blocks<L>(first, size, 1, first);
    if (last_block(counters, groups)) {
      add_blocks<L, APART>(parts, groups, L::GROUP, db);
    }
  }
}

template <class L>
__device__ inline void channel_sums(
    const Sums<L>& sums, const Totals<L>& totals, float* parts, unsigned* counters) {
  const int groups = (gridDim.x + L::GROUP - 1) / L::GROUP;
#pragma unroll
  for (int s = 0; s < L::SUMS; s++) {
    channel_sums<L>(
        sums.of[s], totals.at[s], parts + s * gridDim.x * L::CHANNELS, counters + s * (1 + groups));
  }
}

// dx = dy s^-beta - 2 alpha beta x * sum of dy x s^(-beta-1) over the neighbours.
template <class L, class F>
__device__ inline void lrn_gradient(
    const F& gradient, const float* x, const typename L::Operands& operands, float* dx,
    const Totals<L>& totals, float* parts, unsigned* counters) {
  using P = Pixels<L>;
  constexpr int N = P::N;
  __shared__ __align__(16) float values[P::AT_ONCE * P::PADDED];
  __shared__ __align__(16) float terms[P::AT_ONCE * P::PADDED];
  clear(values, P::AT_ONCE * P::PADDED);
  clear(terms, P::AT_ONCE * P::PADDED);
  Sums<L> sums;
  __syncthreads();
  passes<P>([&](long long from) {
    Values<N> own[P::EACH], direct[P::EACH];
    P::groups(from, [&](int at, int i, int j) {
      own[j] = load<N>(x + at);
      direct[j] = gradient(at);
      store(values + P::padded(i), own[j]);
    });
    __syncthreads();
    P::groups(from, [&](int at, int i, int j) {
      Values<N> s = around<L, true>(values + P::padded(i));
#pragma unroll
      for (int n = 0; n < N; n++) {
        const float base = fmaf(s.at[n], L::ALPHA, L::K);
        direct[j].at[n] *= power<L>(base);
        s.at[n] = direct[j].at[n] * own[j].at[n] * __fdividef(1, base);
      }
      store(terms + P::padded(i), s);
    });
    __syncthreads();
    P::groups(from, [&](int at, int i, int j) {
      Values<N> g = around<L, false>(terms + P::padded(i));
#pragma unroll
      for (int n = 0; n < N; n++) {
        const float v = own[j].at[n];
        g.at[n] = fmaf(-2 * L::ALPHA * L::BETA * v, g.at[n], direct[j].at[n]);
      }
      const auto made =
          L::template formula<N>(g, own[j], at, at % L::CHANNELS, operands);
      sums.add(j, made);
      store(dx + at, made.out[0]);
    });
    // Nobody reads `values` any longer; `terms` are read until the next barrier.
  });
  channel_sums<L>(sums, totals, parts, counters);
}

// A formula of each element, and its sums per channel.
template <class L>
__device__ inline void pointwise_sums(
    const typename L::Operands& operands, const Outputs<L>& outputs, const Totals<L>& totals,
    float* parts, unsigned* counters) {
  using P = Pixels<L>;
  Sums<L> sums;
  passes<P>([&](long long from) {
    P::groups(from, [&](int at, int, int j) {
      const auto made =
          L::template formula<P::N>(Values<P::N>::of(0), at, at % L::CHANNELS, operands);
      outputs.put(at, made);
      sums.add(j, made);
    });
  });
  channel_sums<L>(sums, totals, parts, counters);
}

// The same with sums over the pixels of each image; a block takes an image at a time.
template <class L>
__device__ inline void pointwise_image_sums(
    const typename L::Operands& operands, const Outputs<L>& outputs, const Totals<L>& totals) {
  using P = Pixels<L>;
  constexpr int ALL = L::PIXELS * P::LANES;
  for (int image = blockIdx.x; image < L::IMAGES; image += gridDim.x) {
    Sums<L> sums;
    for (int first = 0; first < ALL; first += P::GROUPS) {
#pragma unroll
      for (int j = 0; j < P::EACH; j++) {
        const int i = threadIdx.x + j * THREADS;
        if (i < P::GROUPS && first + i < ALL) {
          const int at = image * L::SIZE + (first + i) * P::N;
          const auto made =
              L::template formula<P::N>(Values<P::N>::of(0), at, at % L::CHANNELS, operands);
          outputs.put(at, made);
          sums.add(j, made);
        }
      }
    }
#pragma unroll
    for (int s = 0; s < L::SUMS; s++) {
      add_threads<L>(sums.of[s], totals.at[s] + image * L::CHANNELS);
    }
  }
}

// Each of ALL values becomes the sum over its group of neighbours.
template <int ALL, int GROUP>
__device__ inline void group_sums(const float* x, float* y) {
  each<1>(ALL, [=](int i) {
    const float* from = x + i / GROUP * GROUP;
    float sum = 0;
    for (int j = 0; j < GROUP; j++) {
      sum += from[j];
    }
    y[i] = sum;
  });
}

