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

std::string json_of(const DataFolder& location) {
  std::ostringstream text;
  text << "{\"path\":" << json_string(location.path) << ",\"fileSystem\":" << json_string(location.type())
       << ",\"mountPoint\":" << (location.mount ? json_string(location.mount->point) : "null")
       << ",\"mountOptions\":" << json_of(options_that_matter(location))
       << ",\"sameFileSystem\":" << boolean(location.same_file_system)
       << ",\"sameMount\":" << boolean(location.same_mount) << ",\"subvolume\":";
  if (location.subvolume)
    text << "{\"name\":" << json_string(location.subvolume->name)
         << ",\"snapshot\":" << boolean(location.subvolume->snapshot)
         << ",\"readOnly\":" << boolean(location.subvolume->read_only) << '}';
  else
    text << "null";
  text << ",\"blockSize\":" << location.file_system.block
       << ",\"reflink\":" << json_of(location.file_system.reflink)
       << ",\"rmapbt\":" << json_of(location.file_system.rmapbt) << ",\"nocow\":" << boolean(location.nocow)
       << ",\"compression\":" << json_string(location.compression)
       << ",\"readOnly\":" << boolean(location.file_system.read_only)
       << ",\"free\":" << location.file_system.free << '}';
  return text.str();
}

std::string json_of(const Step& step) {
  return "{\"from\":" + json_string(step.from) + ",\"to\":" + json_string(step.to) +
         ",\"verdict\":" + json_string(to_string(step.verdict.kind)) +
         ",\"errno\":" + std::to_string(step.trial.error) +
         ",\"reason\":" + json_string(step.verdict.reason) +
         ",\"remedy\":" + json_string(step.verdict.remedy) + "}";
}

}  // namespace

std::string json_of(const Diagnosis& diagnosis) {
  std::ostringstream text;
  text << "{\"canShare\":" << boolean(diagnosis.all_share());
  for (const DataFolder* location : {&diagnosis.tree, &diagnosis.tmpdir, &diagnosis.output})
    text << ",\n\"" << location->role << "\":" << json_of(*location);
  const Survey& files = diagnosis.files;
  text << ",\n\"files\":{\"count\":" << files.files << ",\"bytes\":" << files.bytes
       << ",\"wholeBlocks\":" << files.whole_blocks << ",\"belowBlock\":" << files.below_block
       << ",\"nocow\":" << json_of(files.nocow) << ",\"elsewhere\":" << json_of(files.elsewhere)
       << ",\"unreadable\":" << json_of(files.unreadable) << ",\"cut\":" << boolean(files.cut)
       << "},\n\"steps\":[";
  for (std::size_t i = 0; i < diagnosis.steps.size(); ++i)
    text << (i > 0 ? ",\n" : "") << json_of(diagnosis.steps[i]);
  text << "],\n\"hints\":" << json_of(diagnosis.hints) << "}\n";
  return text.str();
}

}  // namespace cowpio
