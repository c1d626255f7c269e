#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/format/entry.hpp"
#include "core/fs/lookup.hpp"
#include "core/input/counted.hpp"
#include "core/input/request.hpp"

namespace cowpio {

struct Owner {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

struct ScanOptions {
  std::optional<Owner> owner;          ///< Instead of each file's own.
  std::optional<std::uint32_t> mtime;  ///< Instead of each file's own.
  /// Later times of sources become this one; entries without a source have it. What is asked for by name,
  /// here or in a request, stays. SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/
  std::optional<std::uint32_t> latest;
};

/// Metadata of the sources that newc cannot hold, and how it was replaced.
struct Losses {
  Counted times;       ///< Before 1970 or after 2106, and set to that.
  Counted attributes;  ///< Extended attributes of files with data, capabilities among them, are left out.
};

/// Reads what the archive needs to know of each request. Names are normalized: `/usr//bin/./sh` is archived
/// as `usr/bin/sh`. Of a hard-linked file's name that is requested again, only the last is archived. Throws
/// `SystemError` for what is not there, `InputError` for what newc cannot hold.
std::vector<Entry> scan(Lookup& lookup, std::vector<Request> requests, const ScanOptions& options,
                        Losses* losses = nullptr);

FileId file_id_of(const struct stat& status);

}  // namespace cowpio
