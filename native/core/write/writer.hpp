#pragma once
#include <cstdint>
#include <span>

#include "core/format/entry.hpp"
#include "core/fs/lookup.hpp"
#include "core/write/layout.hpp"
#include "core/write/output.hpp"
#include "core/write/write.hpp"

namespace cowpio {

/// Writes one archive: in the order of the file, gaps written and whole blocks cloned. What `output` holds
/// ends at byte `from`; up to the layout's start, NULs are written.
WriteResult write_laid_out(Lookup& lookup, std::span<const Entry> entries, const Layout& layout,
                           Output& output, const WriteOptions& options, std::uint64_t from);

}  // namespace cowpio
