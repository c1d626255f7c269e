#include "core/share/prove.hpp"

namespace cowpio {

std::string json_of(const Range& range) {
  JsonObject object;
  object.add("offset", range.offset).add("length", range.length).add("reason", to_string(range.reason));
  if (range.physical) object.add("physical", *range.physical);
  return object.text();
}

std::string json_of(const ProvedMember& member) {
  return JsonObject()
      .add("name", member.name)
      .add("size", member.data.size)
      .add("dataOffset", member.data.data_offset)
      .add("original", to_string(member.data.original))
      .add("shareable", member.sharing.shareable)
      .add("shared", member.sharing.shared)
      .add("ranges", member.sharing.ranges)
      .text();
}

JsonObject json_totals(const ArchiveSharing& proof) {
  const ExtentTotals& extents = proof.extents;
  return JsonObject()
      .add("size", proof.size)
      .add("blockSize", proof.block)
      .add("shareable", proof.shareable)
      .add("shared", proof.shared)
      .add("fiemap", JsonObject()
                         .add("total", extents.total)
                         .add("shared", extents.shared)
                         .add("exclusive", extents.total - extents.shared)
                         .add("extents", extents.count));
}

}  // namespace cowpio
