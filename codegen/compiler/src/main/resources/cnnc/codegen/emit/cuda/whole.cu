// ---- updates that look at whole tensors ---------------------------------------------------------

// Which tensor a block of the flat parameters is of, the blocks of each, and which are matrices: a list of
// the host's.
struct Tensors {
  const int count;
  const int* owners;
  const int* firsts;
  const int* matrices;

  __device__ Tensors(const int* list, int blocks)
      : count(list[0]), owners(list + 1), firsts(owners + blocks), matrices(firsts + count + 1) {}
};

// The norms of tensors and of what they move along, and what follows from them: a factor for each
// tensor, and one for all gradients, whose norm is bounded.
template <class U>
__device__ inline void measure(
    const float* w, const float* g, const float* decays, const float* rates, const int* list,
    const float* scalars, const float* numbers, float* squares, float* slopes, float* factors,
    const Progress* progress, unsigned* counters) {
  const Tensors tensors(list, gridDim.x);
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
  const double decay = U::DIRECTIONS ? 0 : decays[blockIdx.x];
  double square = 0, slope = 0;
#pragma unroll
  for (int n = 0; n < 4; n++) {
    const double x = w[i + n];
    const double d = g[i + n] + decay * x;
    square += x * x;
    slope += d * d;
  }
  square = block_sum(square);
  slope = block_sum(slope);
  if (threadIdx.x == 0) {
    // Those of the step: by now a rule for the rest may have changed some.
    if (!U::DIRECTIONS) {
      squares[blockIdx.x] = static_cast<float>(square);
    }
    slopes[blockIdx.x] = rates[blockIdx.x] == 0 ? 0 : static_cast<float>(slope);
  }
  if (!last_block(counters, gridDim.x)) {
    return;
  }
  double clip = 1;
  if (U::CLIP >= 0) {
    double all = 0;
    for (int b = threadIdx.x; b < gridDim.x; b += THREADS) {
      all += fresh(slopes + b);
    }
    const double norm = sqrt(block_sum(all));
    const double limit = scalars[progress->step / U::PARTS * (U::SCALARS + 1) + U::CLIP];
    clip = norm > limit ? limit / norm : 1;
  }
  for (int t = 0; t < tensors.count; t++) {
    double x = 0, d = 0;
    for (int b = tensors.firsts[t] + threadIdx.x; b < tensors.firsts[t + 1]; b += THREADS) {
      x += fresh(squares + b);
      d += fresh(slopes + b);
    }
    x = sqrt(block_sum(x));
    d = sqrt(block_sum(d)) * clip;
    if (threadIdx.x == 0) {
      factors[t] = tensors.matrices[t] ? static_cast<float>(U::factor(x, d, numbers)) : 1;
    }
  }
  if (!U::DIRECTIONS && threadIdx.x == 0) {
    factors[tensors.count] = static_cast<float>(clip);
  }
}

// The rule, for matrices or vectors only where it says so: it changes weights, or makes directions of
// gradients.
template <class U>
__device__ inline void follow(
    float* w, float* g, float* slots, const float* decays, const float* rates, const int* list,
    const float* factors, const float* scalars, const Progress* progress) {
  const Tensors tensors(list, gridDim.x);
  const int tensor = tensors.owners[blockIdx.x];
  const bool other = U::ONLY >= 0 && tensors.matrices[tensor] != U::ONLY;
  if (other || rates[blockIdx.x] == 0) {
    return;
  }
  const int step = progress->step / U::PARTS;
  float now[U::SCALARS];
#pragma unroll
  for (int k = 0; k < U::SCALARS; k++) {
    now[k] = scalars[step * (U::SCALARS + 1) + k];
  }
  now[0] *= rates[blockIdx.x] * factors[tensor];
  if (U::CLIP >= 0) {
    now[U::CLIP >= 0 ? U::CLIP : 0] = factors[tensors.count];
  }
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
  const long long size = static_cast<long long>(gridDim.x) * THREADS * 4;
  float ss[U::SLOTS > 0 ? U::SLOTS : 1][4];
#pragma unroll
  for (int n = 0; n < 4; n++) {
#pragma unroll
    for (int k = 0; k < U::SLOTS; k++) {
      ss[k][n] = slots[k * size + i + n];
    }
    const float gradient = fmaf(w[i + n], decays[blockIdx.x], g[i + n]);
    (U::DIRECTS ? g : w)[i + n] = U::rule(w[i + n], gradient, now, ss, n);
#pragma unroll
    for (int k = 0; k < U::SLOTS; k++) {
      slots[k * size + i + n] = ss[k][n];
    }
  }
}

// A step along directions, where there are any; the weight average, and the end of the step.
template <class U>
__device__ inline void settle(
    float* w, const float* g, float* average, const float* decays, const float* rates,
    const int* list, const float* factors, const float* scalars, const float* numbers,
    const float* losses, float* squares, Progress* progress, double* results, unsigned* counters) {
  const Tensors tensors(list, gridDim.x);
  const int tensor = tensors.owners[blockIdx.x];
  const float* now = scalars + progress->step / U::PARTS * (U::SCALARS + 1);
  const float rate = now[0] * rates[blockIdx.x];
  const bool moves = U::DIRECTS && rate != 0 && (U::ONLY < 0 || tensors.matrices[tensor] == U::ONLY);
  const float left = U::SHRINKS ? static_cast<float>(1 - rate * static_cast<double>(numbers[1])) : 1;
  const float along = U::STRETCHED ? rate * factors[tensor] : rate;
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
#pragma unroll
  for (int n = 0; n < 4; n++) {
    float x = w[i + n];
    if (moves) {
      x = x * left - g[i + n] * along;
      w[i + n] = x;
    }
    if (U::AVERAGE) {
      average[i + n] = fmaf(x - average[i + n], 1 - now[U::SCALARS], average[i + n]);
    }
  }
  end_step<U>(squares, decays, losses, progress, results, counters);
}

