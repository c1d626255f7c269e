#pragma once
#include <vector>

#include "../core/request.hpp"
#include "options.hpp"

namespace cowpio::cli {

/// What `create` is to archive: names, a manifest, a list for gen_init_cpio, or a tree.
std::vector<Request> requests_of(const Options& options);

}  // namespace cowpio::cli
