#pragma once
#include <napi.h>

#include <string>
#include <vector>

#include "../core/request.hpp"
#include "../core/write.hpp"

/// CreateOptions of index.d.ts.
namespace binding {

/// What to archive: one of names, a tree, a manifest, a gen_init_cpio list.
struct Input {
  enum class Kind { names, tree, manifest, spec } kind = Kind::names;
  std::string directory;
  std::vector<std::string> names;
  std::string text;
  bool null = false;  ///< Fields of a manifest end with NUL.
};
Input input_of(const Napi::Object& options);
/// On the pool's thread: a tree is walked.
std::vector<cowpio::Request> requests_of(const Input& input);

cowpio::WriteOptions write_options_of(const Napi::Object& options);

}  // namespace binding
