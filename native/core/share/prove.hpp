#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/format/json.hpp"
#include "core/share/sharing.hpp"
#include "core/write/write.hpp"

namespace cowpio {

/// One regular file of the archive that has data.
struct ProvedMember {
  std::string name;
  MemberData data;
  MemberSharing sharing;
};

struct ArchiveSharing {
  std::uint64_t size = 0;   ///< Size of the archive file.
  std::uint64_t block = 0;  ///< statvfs.f_bsize of its file system.
  std::uint64_t shareable = 0;
  std::uint64_t shared = 0;
  ExtentTotals extents;
  std::vector<ProvedMember> members;  ///< By data offset, those of compressed streams last.
};

/// Compares every regular file of the archive with the file of the same name below `source`: all bytes, then
/// the physical places. Covers every segment; members of compressed streams have no places to compare. Names
/// are looked up as if `source` were `/`: symlinks in it do not lead out.
ArchiveSharing prove_sharing(const std::string& archive, const std::string& source,
                             const Progress& progress = {});

/// ArchiveSharing of sharing.d.ts without its members, which may be many; the second is one of them.
JsonObject json_totals(const ArchiveSharing& proof);
std::string json_of(const ProvedMember& member);

}  // namespace cowpio
