package cnnc.runtime.cuda.driver;

import jcuda.driver.CUdeviceptr;

/** Device memory by its number, as JCuda takes it. */
final class Address extends CUdeviceptr {
  /** Memory that JCuda is about to allocate. */
  Address() {}

  /** A place in device memory: JCuda adds the offset to the pointer, which is 0 here. */
  Address(long address) {
    super(new CUdeviceptr(), address);
  }

  /** The number, once allocated. */
  long value() {
    return getNativePointer();
  }
}
