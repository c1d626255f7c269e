#include "core/doctor/diagnosis.hpp"
#include "core/format/json.hpp"

namespace cowpio {
namespace {

JsonObject object_of(const Counted& counted) {
  return JsonObject().add("count", counted.count).add("names", counted.names);
}

JsonObject object_of(const Subvolume& subvolume) {
  return JsonObject()
      .add("name", subvolume.name)
      .add("snapshot", subvolume.snapshot)
      .add("readOnly", subvolume.read_only);
}

JsonObject object_of(const DataDirectory& directory) {
  const FileSystem& file_system = directory.file_system;
  return JsonObject()
      .add("path", directory.path)
      .add("fileSystem", directory.type())
      .add("mountPoint", directory.mount ? std::optional(directory.mount->point) : std::nullopt)
      .add("mountOptions", options_that_matter(directory))
      .add("sameFileSystem", directory.same_file_system)
      .add("sameMount", directory.same_mount)
      .add("subvolume", directory.subvolume ? std::optional(object_of(*directory.subvolume)) : std::nullopt)
      .add("blockSize", file_system.block)
      .add("reflink", file_system.reflink)
      .add("rmapbt", file_system.rmapbt)
      .add("nocow", directory.nocow)
      .add("compression", directory.compression)
      .add("readOnly", file_system.read_only)
      .add("free", file_system.free);
}

JsonObject object_of(const Survey& files) {
  return JsonObject()
      .add("count", files.files)
      .add("bytes", files.bytes)
      .add("wholeBlocks", files.whole_blocks)
      .add("belowBlock", files.below_block)
      .add("nocow", object_of(files.nocow))
      .add("elsewhere", object_of(files.elsewhere))
      .add("unreadable", object_of(files.unreadable))
      .add("cut", files.cut);
}

JsonObject object_of(const Dracut& dracut) {
  JsonObject settings;
  for (const DracutSetting& setting : dracut.config.settings())
    settings.add(setting.name, JsonObject().add("value", setting.value).add("place", setting.place));
  const Verdict verdict = judge(dracut);
  return JsonObject()
      .add("version", dracut.version)
      .add("writer", dracut.writer)
      .add("writerIsCowpio", dracut.writer_is_cowpio)
      .add("settings", settings)
      .add("unread", dracut.config.unread())
      .add("verdict", to_string(verdict.kind))
      .add("reason", verdict.reason)
      .add("remedy", verdict.remedy);
}

}  // namespace

std::string json_of(const Step& step) {
  return JsonObject()
      .add("from", step.from)
      .add("to", step.to)
      .add("verdict", to_string(step.verdict.kind))
      .add("errno", step.trial.error)
      .add("reason", step.verdict.reason)
      .add("remedy", step.verdict.remedy)
      .text();
}

std::string json_of(const Diagnosis& diagnosis) {
  JsonObject object;
  object.add("canShare", diagnosis.all_share());
  for (const DataDirectory* directory : {&diagnosis.tree, &diagnosis.tmpdir, &diagnosis.output})
    object.add(directory->role, object_of(*directory));
  object.add("files", object_of(diagnosis.files)).add("steps", diagnosis.steps);
  if (diagnosis.dracut) object.add("dracut", object_of(*diagnosis.dracut));
  return object.add("hints", diagnosis.hints).text();
}

}  // namespace cowpio
