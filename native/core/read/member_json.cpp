#include "core/format/json.hpp"
#include "core/read/read.hpp"

namespace cowpio {

std::string json_of(const Member& member) {
  JsonObject object;
  object.add("name", member.name)
      .add("mode", member.mode)
      .add("uid", member.uid)
      .add("gid", member.gid)
      .add("nlink", member.nlink)
      .add("mtime", member.mtime)
      .add("size", member.size)
      .add("headerOffset", member.header_offset)
      .add("dataOffset", member.data_offset)
      .add("part", member.segment)
      .add("archive", member.archive);
  if (S_ISLNK(member.mode)) object.add("target", member.target);
  if (S_ISCHR(member.mode) || S_ISBLK(member.mode))
    object.add("device", JsonObject().add("major", member.device.major).add("minor", member.device.minor));
  return object.text();
}

}  // namespace cowpio
