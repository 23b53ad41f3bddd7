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

// Bias and ReLU of the values from i on.
template <class A>
struct Activation : A {
  static constexpr int N = A::CHANNELS % 4 == 0 ? 4 : 1;
  const float* x;
  const float* bias;
  float* y;

  __device__ Activation(const float* x, const float* bias, float* y) : x(x), bias(bias), y(y) {}
  __device__ Values<N> operator()(int i) const {
    Values<N> v = load<N>(x + i);
    if (A::BIAS) {
      const Values<N> b = load<N>(bias + i % A::CHANNELS);
#pragma unroll
      for (int j = 0; j < N; j++) {
        v.at[j] += b.at[j];
      }
    }
#pragma unroll
    for (int j = 0; j < N; j++) {
      v.at[j] = A::RELU && !(v.at[j] > 0) ? 0 : v.at[j];
    }
    if (A::KEEP) {
      store(y + i, v);
    }
    return v;
  }
};

template <int SIZE>
struct ReluGradient {
  static constexpr int N = SIZE % 4 == 0 ? 4 : 1;
  const float* dy;
  const float* y;
  float* dx;

  __device__ void operator()(int i) const {
    Values<N> g = load<N>(dy + i);
    const Values<N> v = load<N>(y + i);
#pragma unroll
    for (int j = 0; j < N; j++) {
      g.at[j] = v.at[j] > 0 ? g.at[j] : 0;
    }
    store(dx + i, g);
  }
};

