#include "module.h"

#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace fake {
namespace {
/** What each kernel counts as declaring, as one that waits for other blocks does. */
constexpr int DECLARED_SHARED = 16;
constexpr int DEFAULT_DYNAMIC_SHARED = (48 << 10) - DECLARED_SHARED;
constexpr int MOST_DYNAMIC_SHARED = (227 << 10) - DECLARED_SHARED;
constexpr int DECLARED_SHARED_ATTRIBUTE = 1;
constexpr int DYNAMIC_SHARED_ATTRIBUTE = 8;

/** Loads a library from memory; null when the system does not take it. */
void* load(const void* image, size_t bytes) {
  char path[] = "/tmp/fake-cubin-XXXXXX";
  const int file = mkstemp(path);
  if (file < 0) {
    return nullptr;
  }
  const bool written = write(file, image, bytes) == static_cast<ssize_t>(bytes);
  close(file);
  void* library = written ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
  unlink(path);
  return library;
}
}  // namespace

Module::~Module() { dlclose(library); }
}  // namespace fake

using namespace fake;

API int cuModuleLoadData(void** handle, const void* image) {
  Call call("cuModuleLoadData", Need::NO_RECORDING);
  if (!call.good()) {
    return call.answer();
  }
  const auto* header = static_cast<const Elf64_Ehdr*>(image);
  if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return call.refuse(INVALID_IMAGE, "that is no machine code");
  }
  if (header->e_machine != EM_X86_64) {
    return call.refuse(NO_BINARY_FOR_GPU, "that is machine code for another device");
  }
  // The table of sections is the last thing that a linker writes.
  void* library = load(image, header->e_shoff + 1ul * header->e_shnum * header->e_shentsize);
  if (library == nullptr) {
    return call.refuse(INVALID_IMAGE, "the system does not load it");
  }
  if (dlsym(library, "host_launch") == nullptr) {
    dlclose(library);
    return call.refuse(INVALID_IMAGE, "there are no kernels in it");
  }
  *handle = add(std::make_shared<Module>(library));
  return SUCCESS;
}

API int cuModuleUnload(void* handle) {
  Call call("cuModuleUnload", Need::NO_RECORDING);
  if (const auto module = find<Module>(handle)) {
    module->unloaded = true;
  }
  return release<Module>(call, handle);
}

API int cuModuleGetFunction(void** handle, void* moduleHandle, const char* name) {
  Call call("cuModuleGetFunction", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto module = find<Module>(moduleHandle);
  if (module == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such module");
  }
  const auto function = std::make_shared<Function>();
  function->code = dlsym(module->library, name);
  const void* arguments = dlsym(module->library, (std::string("arguments_of_") + name).c_str());
  if (function->code == nullptr || arguments == nullptr) {
    return call.refuse(NOT_FOUND, std::string("there is no kernel ") + name);
  }
  function->module = module;
  function->name = name;
  function->arguments = *static_cast<const int*>(arguments);
  function->mostDynamicShared = DEFAULT_DYNAMIC_SHARED;
  *handle = add(function);
  return SUCCESS;
}

API int cuFuncGetAttribute(int* value, int attribute, void* handle) {
  Call call("cuFuncGetAttribute", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto function = find<Function>(handle);
  if (function == nullptr || function->module->unloaded) {
    return call.refuse(INVALID_HANDLE, "there is no such kernel");
  }
  if (attribute != DECLARED_SHARED_ATTRIBUTE) {
    return call.refuse(INVALID_VALUE, "only declared shared memory is known here");
  }
  *value = DECLARED_SHARED;
  return SUCCESS;
}

API int cuFuncSetAttribute(void* handle, int attribute, int value) {
  Call call("cuFuncSetAttribute", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto function = find<Function>(handle);
  if (function == nullptr || function->module->unloaded) {
    return call.refuse(INVALID_HANDLE, "there is no such kernel");
  }
  if (attribute != DYNAMIC_SHARED_ATTRIBUTE || value < 0 || value > MOST_DYNAMIC_SHARED) {
    return call.refuse(
        INVALID_VALUE, "only shared memory can be asked for, up to 227 KB for a block, what it declares included");
  }
  function->mostDynamicShared = value;
  return SUCCESS;
}
