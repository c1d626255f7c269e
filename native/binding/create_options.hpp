#pragma once
#include <napi.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/fs/lookup.hpp"
#include "core/input/request.hpp"
#include "core/write/write.hpp"

/// CreateOptions of index.d.ts.
namespace binding {

/// Input: names, a tree, a manifest or a gen_init_cpio list.
struct Input {
  enum class Kind { names, tree, manifest, spec } kind = Kind::names;
  std::string directory;
  std::vector<std::string> names;
  std::string text;
  bool null = false;  ///< Fields of a manifest end with NUL.
};
/// The names of all that input_of and write_options_of look for.
std::vector<std::string_view> create_properties();

Input input_of(const Napi::Object& options);
/// On the pool's thread: a directory is opened, and a tree is walked.
cowpio::Lookup lookup_of(const Input& input);
std::vector<cowpio::Request> requests_of(const Input& input, cowpio::Lookup& lookup);

cowpio::WriteOptions write_options_of(const Napi::Object& options);

}  // namespace binding
