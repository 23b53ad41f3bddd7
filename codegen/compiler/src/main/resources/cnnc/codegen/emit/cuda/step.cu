// ---- loss and update ---------------------------------------------------------------------------

// The image of a warp: its values, their gradients, and its classes: its own, and, where images are
// mixed, that of the image before it.
template <class L>
struct Judged {
  const int lane = threadIdx.x % WARP;
  const int image = (blockIdx.x * THREADS + threadIdx.x) / WARP;
  const float* x;
  float* dx;
  int label[2];
  float weight[2];
  int labels;

  __device__ Judged(
      const float* logits, const int* classes, const float* shares, float* gradients) {
    if (there()) {
      x = logits + static_cast<long long>(image) * L::CLASSES;
      dx = gradients + static_cast<long long>(image) * L::CLASSES;
      label[0] = classes[image];
      label[1] = classes[image > 0 ? image - 1 : L::IMAGES - 1];
      const float share = shares[image];
      weight[0] = share * L::weight(label[0]);
      weight[1] = (1 - share) * L::weight(label[1]);
      labels = share < 1 ? 2 : 1;
    }
  }
  __device__ bool there() const { return image < L::IMAGES; }
  __device__ void put(float* losses, float loss) const {
    if (lane == 0) {
      losses[image] = L::VALUE * loss;
    }
  }
};

// Cross-entropy of each image's softmax.
template <class L>
__device__ inline void softmax_cross_entropy(
    const float* logits, const int* labels, const float* shares, float* losses,
    float* gradients) {
  const Judged<L> i(logits, labels, shares, gradients);
  if (!i.there()) {
    return;
  }
  float most = i.x[0];
  for (int c = i.lane; c < L::CLASSES; c += WARP) {
    most = fmaxf(most, i.x[c]);
  }
  most = warp_max(most);
  float sum = 0, all = 0;
  for (int c = i.lane; c < L::CLASSES; c += WARP) {
    sum += expf(i.x[c] - most);
    all += i.x[c] - most;
  }
  sum = warp_sum(sum);
  constexpr float SPREAD = L::SMOOTHING / L::CLASSES;
  for (int c = i.lane; c < L::CLASSES; c += WARP) {
    const float p = expf(i.x[c] - most) / sum;
    float slope = 0;
    for (int k = 0; k < i.labels; k++) {
      const float wanted = (c == i.label[k] ? 1 - L::SMOOTHING : 0) + SPREAD;
      slope += (p - wanted) * (i.weight[k] * L::SLOPE);
    }
    i.dx[c] = slope;
  }
  all = L::SMOOTHING > 0 ? warp_sum(all) : 0;
  float loss = 0;
  for (int k = 0; k < i.labels; k++) {
    loss += i.weight[k]
        * (logf(sum) - (1 - L::SMOOTHING) * (i.x[i.label[k]] - most) - SPREAD * all);
  }
  i.put(losses, loss);
}

// A sum over the classes of a function of a value and what it should be.
template <class L>
__device__ inline void class_loss(
    const float* logits, const int* labels, const float* shares, float* losses,
    float* gradients) {
  const Judged<L> i(logits, labels, shares, gradients);
  if (!i.there()) {
    return;
  }
  float loss = 0;
  for (int c = i.lane; c < L::CLASSES; c += WARP) {
    float slope = 0;
    for (int k = 0; k < i.labels; k++) {
      const float t = c == i.label[k] ? L::HIGH : L::LOW;
      loss += i.weight[k] * L::value(i.x[c], t);
      slope += L::slope(i.x[c], t) * L::SHARE * (i.weight[k] * L::SLOPE);
    }
    i.dx[c] = slope;
  }
  i.put(losses, warp_sum(loss) * L::SHARE);
}

// How far other classes come within a margin of an image's own.
template <class L>
__device__ inline void hinge_loss(
    const float* logits, const int* labels, const float* shares, float* losses,
    float* gradients) {
  const Judged<L> i(logits, labels, shares, gradients);
  if (!i.there()) {
    return;
  }
  float loss = 0;
  for (int k = 0; k < i.labels; k++) {
    const int own = i.label[k];
    const float slope = i.weight[k] * L::SLOPE;
    float beyond = 0;
    for (int c = i.lane; c < L::CLASSES; c += WARP) {
      const float over = L::MARGIN + i.x[c] - i.x[own];
      const bool counts = c != own && over > 0;
      loss += counts ? i.weight[k] * over : 0;
      beyond += counts ? 1 : 0;
      i.dx[c] = (k > 0 ? i.dx[c] : 0) + (counts ? slope : 0);
    }
    beyond = warp_sum(beyond);
    if (i.lane == own % WARP) {
      i.dx[own] -= beyond * slope;
    }
  }
  i.put(losses, warp_sum(loss));
}

// The losses of a batch, in the place of the host's or, behind other parts of a step, added to it.
template <class U>
__device__ inline void add_losses(const float* losses, double* result, int part) {
  for (int term = 0; term < U::TERMS; term++) {
    double loss = 0;
    for (int n = threadIdx.x; n < U::IMAGES; n += THREADS) {
      loss += losses[n * U::TERMS + term];
    }
    loss = block_sum(loss) / U::IMAGES / U::PARTS;
    if (threadIdx.x == 0) {
      result[2 + term] = part == 0 ? loss : result[2 + term] + loss;
    }
  }
}

// The last block of all adds up the losses and moves on to the next step. What it tells the host is the
// weight loss, the sum of all squared weights, and each term that judges.
template <class U>
__device__ inline void end_step(
    const float* squares, const float* decays, const float* losses, Progress* progress,
    double* results, unsigned* counters) {
  if (!last_block(counters, gridDim.x)) {
    return;
  }
  double all = 0, decayed = 0;
#pragma unroll 4
  for (int b = threadIdx.x; b < gridDim.x; b += THREADS) {
    const double s = fresh(squares + b);
    all += s;
    decayed += s * decays[b] / 2;
  }
  all = block_sum(all);
  decayed = block_sum(decayed);
  const int step = progress->step;
  double* result = results + step / U::PARTS * (2 + U::TERMS);
  add_losses<U>(losses, result, step % U::PARTS);
  if (threadIdx.x == 0) {
    result[0] = decayed;
    result[1] = all;
    progress->step = step + 1;
  }
}

// A part of a step is over: its gradients are added to those of the parts before, and become the mean
// of all behind the last.
template <class U>
__device__ inline void add_part(
    float* g, float* sums, const float* losses, Progress* progress, double* results,
    unsigned* counters) {
  const int step = progress->step;
  const int part = step % U::PARTS;
  const bool last = part == U::PARTS - 1;
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
#pragma unroll
  for (int n = 0; n < 4; n++) {
    const float sum = part == 0 ? g[i + n] : sums[i + n] + g[i + n];
    sums[i + n] = sum;
    if (last) {
      g[i + n] = sum / U::PARTS;
    }
  }
  // The end of the step adds the losses of the last.
  if (last || !last_block(counters, gridDim.x)) {
    return;
  }
  add_losses<U>(losses, results + step / U::PARTS * (2 + U::TERMS), part);
  if (threadIdx.x == 0) {
    progress->step = step + 1;
  }
}

// The end of a step. Each block updates one piece of the flat parameters: the gradient plus decay
// times the weight goes through the rule, the weight average follows. The numbers of a step are the
// rule's and then the share of the old average.
template <class U>
__device__ inline void update(
    float* w, const float* g, float* slots, float* average, const float* decays,
    const float* rates, const float* scalars, const float* losses, float* squares, Progress* progress, double* results,
    unsigned* counters) {
  const int step = progress->step / U::PARTS;
  float now[U::SCALARS + 1];
#pragma unroll
  for (int k = 0; k <= U::SCALARS; k++) {
    now[k] = scalars[step * (U::SCALARS + 1) + k];
  }
  const float decay = decays[blockIdx.x];
  // The first number of a rule is a multiple of the learning rate.
  const float rate = rates[blockIdx.x];
  now[0] *= rate;
  const long long i = (static_cast<long long>(blockIdx.x) * THREADS + threadIdx.x) * 4;
  const long long size = static_cast<long long>(gridDim.x) * THREADS * 4;
  __align__(16) float ws[4], gs[4], as[4], ss[U::SLOTS > 0 ? U::SLOTS : 1][4];
  *reinterpret_cast<float4*>(ws) = *reinterpret_cast<const float4*>(w + i);
  *reinterpret_cast<float4*>(gs) = *reinterpret_cast<const float4*>(g + i);
#pragma unroll
  for (int k = 0; k < U::SLOTS; k++) {
    *reinterpret_cast<float4*>(ss[k]) = *reinterpret_cast<const float4*>(slots + k * size + i);
  }
  if (U::AVERAGE) {
    *reinterpret_cast<float4*>(as) = *reinterpret_cast<const float4*>(average + i);
  }
  double square = 0;
#pragma unroll
  for (int n = 0; n < 4; n++) {
    square += ws[n] * ws[n];
    const float gradient = fmaf(ws[n], decay, gs[n]);
    if (rate != 0) {
      ws[n] = U::rule(ws[n], gradient, now, ss, n);
    }
    if (U::AVERAGE) {
      as[n] = fmaf(ws[n] - as[n], 1 - now[U::SCALARS], as[n]);
    }
  }
  *reinterpret_cast<float4*>(w + i) = *reinterpret_cast<const float4*>(ws);
#pragma unroll
  for (int k = 0; k < U::SLOTS; k++) {
    *reinterpret_cast<float4*>(slots + k * size + i) = *reinterpret_cast<const float4*>(ss[k]);
  }
  if (U::AVERAGE) {
    *reinterpret_cast<float4*>(average + i) = *reinterpret_cast<const float4*>(as);
  }
  square = block_sum(square);
  if (threadIdx.x == 0) {
    squares[blockIdx.x] = static_cast<float>(square);
  }
  end_step<U>(squares, decays, losses, progress, results, counters);
}

