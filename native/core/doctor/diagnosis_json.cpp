#include <sstream>

#include "core/doctor/diagnosis.hpp"
#include "core/format/json.hpp"

namespace cowpio {
namespace {

const char* boolean(bool holds) { return holds ? "true" : "false"; }

std::string json_of(const std::optional<bool>& known) { return known ? boolean(*known) : "null"; }

std::string json_of(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) text += (text.size() > 1 ? "," : "") + json_string(word);
  return text + "]";
}

std::string json_of(const Counted& counted) {
  return "{\"count\":" + std::to_string(counted.count) + ",\"names\":" + json_of(counted.names) + "}";
}

std::string json_of(const DataFolder& folder) {
  std::ostringstream text;
  text << "{\"path\":" << json_string(folder.path) << ",\"fileSystem\":" << json_string(folder.type())
       << ",\"mountPoint\":" << (folder.mount ? json_string(folder.mount->point) : "null")
       << ",\"mountOptions\":" << json_of(options_that_matter(folder))
       << ",\"sameFileSystem\":" << boolean(folder.same_file_system)
       << ",\"sameMount\":" << boolean(folder.same_mount) << ",\"subvolume\":";
  if (folder.subvolume)
    text << "{\"name\":" << json_string(folder.subvolume->name)
         << ",\"snapshot\":" << boolean(folder.subvolume->snapshot)
         << ",\"readOnly\":" << boolean(folder.subvolume->read_only) << '}';
  else
    text << "null";
  text << ",\"blockSize\":" << folder.file_system.block
       << ",\"reflink\":" << json_of(folder.file_system.reflink)
       << ",\"rmapbt\":" << json_of(folder.file_system.rmapbt) << ",\"nocow\":" << boolean(folder.nocow)
       << ",\"compression\":" << json_string(folder.compression)
       << ",\"readOnly\":" << boolean(folder.file_system.read_only) << ",\"free\":" << folder.file_system.free
       << '}';
  return text.str();
}

std::string json_of(const Step& step) {
  return "{\"from\":" + json_string(step.from) + ",\"to\":" + json_string(step.to) +
         ",\"verdict\":" + json_string(to_string(step.verdict.kind)) +
         ",\"errno\":" + std::to_string(step.trial.error) +
         ",\"reason\":" + json_string(step.verdict.reason) +
         ",\"remedy\":" + json_string(step.verdict.remedy) + "}";
}

std::string json_of(const Dracut& dracut) {
  const Verdict verdict = judge(dracut);
  std::string settings;
  for (const DracutSetting& setting : dracut.config.settings())
    settings += (settings.empty() ? "" : ",") + json_string(setting.name) +
                ":{\"value\":" + json_string(setting.value) + ",\"place\":" + json_string(setting.place) +
                "}";
  return "{\"version\":" + json_string(dracut.version) + ",\"writer\":" + json_string(dracut.writer) +
         ",\"writerIsCowpio\":" + boolean(dracut.writer_is_cowpio) + ",\"settings\":{" + settings +
         "},\"unread\":" + json_string(dracut.config.unread()) +
         ",\"verdict\":" + json_string(to_string(verdict.kind)) +
         ",\"reason\":" + json_string(verdict.reason) + ",\"remedy\":" + json_string(verdict.remedy) + "}";
}

}  // namespace

std::string json_of(const Diagnosis& diagnosis) {
  std::ostringstream text;
  text << "{\"canShare\":" << boolean(diagnosis.all_share());
  for (const DataFolder* folder : {&diagnosis.tree, &diagnosis.tmpdir, &diagnosis.output})
    text << ",\n\"" << folder->role << "\":" << json_of(*folder);
  const Survey& files = diagnosis.files;
  text << ",\n\"files\":{\"count\":" << files.files << ",\"bytes\":" << files.bytes
       << ",\"wholeBlocks\":" << files.whole_blocks << ",\"belowBlock\":" << files.below_block
       << ",\"nocow\":" << json_of(files.nocow) << ",\"elsewhere\":" << json_of(files.elsewhere)
       << ",\"unreadable\":" << json_of(files.unreadable) << ",\"cut\":" << boolean(files.cut)
       << "},\n\"steps\":[";
  for (std::size_t i = 0; i < diagnosis.steps.size(); ++i)
    text << (i > 0 ? ",\n" : "") << json_of(diagnosis.steps[i]);
  text << "],\n";
  if (diagnosis.dracut) text << "\"dracut\":" << json_of(*diagnosis.dracut) << ",\n";
  text << "\"hints\":" << json_of(diagnosis.hints) << "}\n";
  return text.str();
}

}  // namespace cowpio
