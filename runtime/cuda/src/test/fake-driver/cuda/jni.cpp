// The same for tests in the process: the natives of cnnc.runtime.cuda.fake.FakeDriver.
#include <jni.h>

#include "driver.h"
#include "report.h"

using namespace fake;

namespace {
/** Only to hold the lock. */
Call locked() { return Call("", Need::NOTHING); }
}  // namespace

extern "C" JNIEXPORT jstring JNICALL
Java_cnnc_runtime_cuda_fake_FakeDriver_open(JNIEnv* env, jclass) {
  const Call lock = locked();
  return env->NewStringUTF(open().c_str());
}

extern "C" JNIEXPORT jstring JNICALL
Java_cnnc_runtime_cuda_fake_FakeDriver_refusals(JNIEnv* env, jclass) {
  const Call lock = locked();
  return env->NewStringUTF(refusals().c_str());
}

extern "C" JNIEXPORT jlong JNICALL
Java_cnnc_runtime_cuda_fake_FakeDriver_injected(JNIEnv*, jclass) {
  const Call lock = locked();
  return injectedFaults();
}

extern "C" JNIEXPORT jboolean JNICALL
Java_cnnc_runtime_cuda_fake_FakeDriver_waiting(JNIEnv*, jclass) {
  return waiting();
}

extern "C" JNIEXPORT void JNICALL
Java_cnnc_runtime_cuda_fake_FakeDriver_inject(JNIEnv* env, jclass, jstring faults) {
  const Call lock = locked();
  const char* text = env->GetStringUTFChars(faults, nullptr);
  inject(text);
  env->ReleaseStringUTFChars(faults, text);
}

extern "C" JNIEXPORT void JNICALL
Java_cnnc_runtime_cuda_fake_FakeDriver_reset(JNIEnv*, jclass) {
  const Call lock = locked();
  reset();
}
