// ---- values that are handled by fours ----------------------------------------------------------

// Neighbours that a thread has in its hands: four where rows are made of fours, else one.
template <int N>
struct Values {
  float at[N];

  static __device__ Values of(float value) {
    Values v;
#pragma unroll
    for (int i = 0; i < N; i++) {
      v.at[i] = value;
    }
    return v;
  }
};

template <int N, class T>
__device__ inline Values<N> load(const T* p) {
  Values<N> v;
  if constexpr (N == 4) {
    *reinterpret_cast<float4*>(v.at) = *reinterpret_cast<const float4*>(p);
  } else {
    v.at[0] = *p;
  }
  return v;
}

template <int N>
__device__ inline void store(float* p, const Values<N>& v) {
  if constexpr (N == 4) {
    *reinterpret_cast<float4*>(p) = make_float4(v.at[0], v.at[1], v.at[2], v.at[3]);
  } else {
    *p = v.at[0];
  }
}

// Calls f(i) for every N-th i below size, over all threads of the grid; no buffer has 2^31 values.
template <int N, class F>
__device__ inline void each(long long size, const F& f) {
  const long long stride = static_cast<long long>(gridDim.x) * THREADS * N;
  for (long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * N; i < size;
       i += stride) {
    f(static_cast<int>(i));
  }
}

// 2^n of t = n + 1.5 2^23 + 127, whose low bits are the exponent.
__device__ inline float power_of_two(float t) { return __uint_as_float(__float_as_uint(t) << 23); }

// x 2^n of t = n + 1.5 2^23.
__device__ inline float scaled(float x, float t) {
  return __uint_as_float(__float_as_uint(x) + (__float_as_uint(t) << 23));
}

// n and m of x = m 2^n with m from sqrt(1/2) to sqrt(2).
__device__ inline float exponent(float x) {
  const int away = static_cast<int>(__float_as_uint(x) - 0x3f3504f3u);
  return __uint_as_float(static_cast<unsigned>(away >> 23) + 0x4b400000u) - 12582912.0f;
}
__device__ inline float significand(float x) {
  const unsigned bits = __float_as_uint(x);
  return __uint_as_float(bits - ((bits - 0x3f3504f3u) & 0xff800000u));
}

// What a formula makes of neighbouring elements: of each of its outputs and of each of its sums.
template <int N, int OUTPUTS, int SUMS>
struct Formulated {
  Values<N> out[OUTPUTS > 0 ? OUTPUTS : 1];
  Values<N> sum[SUMS > 0 ? SUMS : 1];
};

// Where the outputs of a formula go.
template <class F>
struct Outputs {
  float* at[F::OUTPUTS > 0 ? F::OUTPUTS : 1];

  template <class V>
  __device__ void put(int i, const V& made) const {
#pragma unroll
    for (int n = 0; n < F::OUTPUTS; n++) {
      store(at[n] + i, made.out[n]);
    }
  }
};

// A formula of the elements from i on.
template <class F>
struct Pointwise : F {
  static constexpr int N = F::CHANNELS % 4 == 0 ? 4 : 1;
  typename F::Operands operands;
  Outputs<F> outputs;

  __device__ Pointwise(const typename F::Operands& operands, const Outputs<F>& outputs)
      : operands(operands), outputs(outputs) {}
  __device__ Values<N> operator()(int i) const {
    const auto made =
        F::template formula<N>(Values<N>::of(0), i, i % F::CHANNELS, operands);
    if (F::KEEP) {
      outputs.put(i, made);
    }
    return made.out[0];
  }
};

