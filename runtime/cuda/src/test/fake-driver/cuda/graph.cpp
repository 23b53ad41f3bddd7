#include "graph.h"

#include "stream.h"

namespace fake {
struct Executable : Object {
  explicit Executable(std::vector<Work> work) : nodes(std::move(work)) {}
  const char* kind() const override { return "executable graph"; }

  const std::vector<Work> nodes;
};
}  // namespace fake

using namespace fake;

API int cuGraphGetNodes(void* handle, void** nodes, size_t* count) {
  Call call("cuGraphGetNodes", Need::CONTEXT);
  if (!call.good()) {
    return call.answer();
  }
  const auto graph = find<Graph>(handle);
  if (graph == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such graph");
  }
  if (nodes != nullptr) {
    return call.refuse(NOT_SUPPORTED, "nodes are only counted here");
  }
  *count = graph->nodes.size();
  return SUCCESS;
}

API int cuGraphInstantiateWithFlags(void** executable, void* handle, unsigned long long) {
  Call call("cuGraphInstantiateWithFlags", Need::NO_RECORDING);
  if (!call.good()) {
    return call.answer();
  }
  const auto graph = find<Graph>(handle);
  if (graph == nullptr) {
    return call.refuse(INVALID_HANDLE, "there is no such graph");
  }
  *executable = add(std::make_shared<Executable>(graph->nodes));
  return SUCCESS;
}

API int cuGraphDestroy(void* handle) {
  Call call("cuGraphDestroy", Need::CONTEXT);
  return release<Graph>(call, handle);
}

API int cuGraphExecDestroy(void* handle) {
  Call call("cuGraphExecDestroy", Need::CONTEXT);
  return release<Executable>(call, handle);
}

namespace {
int use(Call& call, void* handle, void* streamHandle, bool launches) {
  if (!call.good()) {
    return call.answer();
  }
  const auto executable = find<Executable>(handle);
  const auto stream = find<Stream>(streamHandle);
  if (executable == nullptr || stream == nullptr) {
    return call.refuse(
        INVALID_HANDLE, stream == nullptr ? "there is no such stream" : "there is no such graph");
  }
  if (stream->recording) {
    stream->broken = true;
    return call.refuse(STREAM_CAPTURE_UNSUPPORTED, "this stream records");
  }
  if (launches) {
    for (const Work& node : executable->nodes) {
      stream->put(node);
    }
  }
  return SUCCESS;
}
}  // namespace

API int cuGraphUpload(void* executable, void* stream) {
  Call call("cuGraphUpload", Need::CONTEXT);
  return use(call, executable, stream, false);
}

API int cuGraphLaunch(void* executable, void* stream) {
  Call call("cuGraphLaunch", Need::CONTEXT);
  return use(call, executable, stream, true);
}
