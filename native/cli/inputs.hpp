#pragma once
#include <vector>

#include "core/fs/lookup.hpp"
#include "core/input/request.hpp"
#include "options.hpp"

namespace cowpio::cli {

/// Input of `create`, and the directory it is relative to.
struct Inputs {
  Lookup lookup;
  std::vector<Request> requests;
};

/// Reads a file, `-` for standard input, to its end.
std::string read_all(const std::string& path);

/// Reads names, a manifest, a list for gen_init_cpio, or a tree.
Inputs inputs_of(const Options& options);

}  // namespace cowpio::cli
