// ---- what only machine code can say ------------------------------------------------------------

#ifndef CNNC_HOST  // Tests on a machine without a GPU bring the same functions in plain C++.

#if defined(CNNC_TF32) && __CUDA_ARCH__ >= 800
#define CNNC_TENSOR_CORES
#endif

// The memory that a launch asks for beside what is declared; its places are counted in floats.
__device__ inline float* dynamic_shared() {
  extern __shared__ __align__(16) float dynamic[];
  return dynamic;
}

// What instructions call it.
using Shared = unsigned;
__device__ inline Shared shared_address() {
  return static_cast<Shared>(__cvta_generic_to_shared(dynamic_shared()));
}

#if __CUDA_ARCH__ >= 800
// Starts a copy of BYTES bytes from index i of an array; of zeros where i is negative.
template <int BYTES>
__device__ inline void copy_async(Shared shared, int to, const float* array, int i) {
  asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(shared + to * 4),
               "l"(array + (i < 0 ? 0 : i)), "n"(BYTES), "r"(i < 0 ? 0 : BYTES)
               : "memory");
}

// Ends a group of copies.
__device__ inline void commit_copies() { asm volatile("cp.async.commit_group;" ::: "memory"); }

// Waits until all of this thread's groups but the newest OPEN have arrived.
template <int OPEN>
__device__ inline void await_copies() {
  asm volatile("cp.async.wait_group %0;" ::"n"(OPEN) : "memory");
}
#else
template <int BYTES>
__device__ inline void copy_async(Shared, int to, const float* array, int i) {
  for (int b = 0; b < BYTES / 4; b++) {
    dynamic_shared()[to + b] = i < 0 ? 0 : array[i + b];
  }
}
__device__ inline void commit_copies() {}
template <int OPEN>
__device__ inline void await_copies() {}
#endif

// Reads what another block of this launch wrote.
__device__ inline float fresh(const float* p) { return __ldcg(p); }
__device__ inline float4 fresh4(const float* p) {
  return __ldcg(reinterpret_cast<const float4*>(p));
}

#ifdef CNNC_TENSOR_CORES
// The nearest number of ten fraction bits.
__device__ inline unsigned tf32(unsigned bits) {
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(__uint_as_float(bits)));
  return bits;
}

// Four matrices of 8 rows x 4 floats: lane i names the place of row i % 8 of matrix i / 8, and gets of
// each matrix the value in row i / 4, column i % 4.
__device__ inline void load_matrices(unsigned (&values)[4], Shared shared, int row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(values[0]), "=r"(values[1]), "=r"(values[2]), "=r"(values[3])
               : "r"(shared + row * 4));
}

// d += a b: 16 x 8 by 8 x 8, each lane with its share of the three. The instruction cuts off what a and
// b have beyond ten fraction bits.
__device__ inline void multiply_add(
    float* d, const unsigned (&a)[4], unsigned b0, unsigned b1) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, "
      "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
#endif

#endif
