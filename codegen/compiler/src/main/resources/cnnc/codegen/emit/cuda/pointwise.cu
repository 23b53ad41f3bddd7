// ---- one value for each channel of each pixel --------------------------------------------------

// Calls f(i) for i from 0 to size - 1, over all threads of the grid; no buffer has 2^31 values.
template <class F>
__device__ inline void each(long long size, const F& f) {
  const long long stride = static_cast<long long>(gridDim.x) * THREADS;
  for (long long i = static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x; i < size;
       i += stride) {
    f(static_cast<int>(i));
  }
}

template <class A>
struct Activation : A {
  const float* x;
  const float* bias;
  float* y;

  __device__ Activation(const float* x, const float* bias, float* y) : x(x), bias(bias), y(y) {}
  __device__ float operator()(int i) const {
    float v = x[i];
    v += A::BIAS ? bias[i % A::CHANNELS] : 0;
    v = A::RELU && !(v > 0) ? 0 : v;
    if (A::KEEP) {
      y[i] = v;
    }
    return v;
  }
};

struct ReluGradient {
  const float* dy;
  const float* y;
  float* dx;

  __device__ void operator()(int i) const { dx[i] = y[i] > 0 ? dy[i] : 0; }
};

