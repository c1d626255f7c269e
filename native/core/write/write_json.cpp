#include "core/write/write.hpp"

namespace cowpio {

std::string json_of(const Written& member) {
  JsonObject object;
  object.add("name", member.name)
      .add("size", member.size)
      .add("dataOffset", member.data_offset)
      .add("cloneable", member.cloneable)
      .add("cloned", member.cloned)
      .add("copied", member.copied);
  if (!member.reason.empty()) object.add("reason", member.reason);
  return object.text();
}

std::string json_of(const WrittenMember& member) {
  Written written = member.written;
  written.name = member.name;
  written.reason = member.reason;
  return json_of(written);
}

JsonObject json_totals(const WriteResult& result) {
  constexpr const char* alignments[] = {"as requested", "reduced", "cannot share"};
  return JsonObject()
      .add("size", result.size)
      .add("entries", result.entries)
      .add("cloneable", result.cloneable)
      .add("cloned", result.cloned)
      .add("copied", result.copied)
      .add("alignment", alignments[static_cast<std::size_t>(result.alignment)])
      .add("lostAttributes", result.losses.attributes.count)
      .add("changedTimes", result.losses.times.count);
}

}  // namespace cowpio
