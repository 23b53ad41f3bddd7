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

