// ---- sums of many threads ----------------------------------------------------------------------

template <class T>
__device__ inline T warp_sum(T value) {
  for (int lane = WARP / 2; lane > 0; lane /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, lane);
  }
  return value;
}

__device__ inline float warp_max(float value) {
  for (int lane = WARP / 2; lane > 0; lane /= 2) {
    value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, lane));
  }
  return value;
}

// The sum over a block, in every thread, in a fixed order.
__device__ inline double block_sum(double value) {
  __shared__ double warps[THREADS / WARP];
  value = warp_sum(value);
  __syncthreads();
  if (threadIdx.x % WARP == 0) {
    warps[threadIdx.x / WARP] = value;
  }
  __syncthreads();
  double sum = 0;
  for (int w = 0; w < THREADS / WARP; w++) {
    sum += warps[w];
  }
  return sum;
}

// Whether this is the last of `blocks` blocks to come here; what the others wrote before is visible.
__device__ inline bool last_block(unsigned* counter, unsigned blocks) {
  __shared__ bool last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) {
    last = atomicInc(counter, blocks - 1) == blocks - 1;
    __threadfence();
  }
  __syncthreads();
  return last;
}

