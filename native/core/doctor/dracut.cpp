#include "core/doctor/dracut.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include "core/format/text.hpp"
#include "core/fs/in_root.hpp"

namespace cowpio {
namespace {

constexpr std::uint64_t script_max = 16 << 20;
constexpr std::uint64_t program_max = 64 << 20;
const char* const writer_path = "/usr/lib/dracut/dracut-cpio";

/// A system below a folder: names are those that its programs use.
class Root {
 public:
  explicit Root(std::string path) : path_(path == "/" ? "" : std::move(path)) {
    root_ = open_or_fail(path_.empty() ? "/" : path_, O_PATH | O_DIRECTORY);
  }

  /// The path as this process has to say it.
  [[nodiscard]] std::string outside(const std::string& name) const { return path_ + name; }

  /// The contents of a regular file; nothing if there is none, or it has more than `max` bytes.
  [[nodiscard]] std::optional<std::string> contents(const std::string& name, std::uint64_t max) const {
    const Fd found = find_in_root(root_, name);
    struct stat status {};
    if (!found.is_open() || ::fstat(found.get(), &status) < 0 || !S_ISREG(status.st_mode))
      return std::nullopt;
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > max) return std::nullopt;
    const Fd file = open_found(found, root_, name);
    if (!file.is_open()) fail("open", outside(name));
    std::string text(size, '\0');
    read_fully(file, text, 0, outside(name));
    return text;
  }

  [[nodiscard]] bool is_executable(const std::string& name) const {
    const Fd found = find_in_root(root_, name);
    struct stat status {};
    return found.is_open() && ::fstat(found.get(), &status) == 0 && S_ISREG(status.st_mode) &&
           (status.st_mode & 0111) != 0;
  }

  [[nodiscard]] std::vector<std::string> names_in(const std::string& folder) const {
    std::vector<std::string> names;
    const Fd found = find_in_root(root_, folder, O_DIRECTORY);
    if (!found.is_open()) return names;
    for (const auto& entry : std::filesystem::directory_iterator(proc_path(found)))
      names.push_back(entry.path().filename());
    return names;
  }

 private:
  std::string path_;
  Fd root_;
};

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// Where dracut looks for a program that aligns, the preferred one first. PATH is root's usual one.
std::vector<std::string> writers_of(const Dracut& dracut) {
  std::vector<std::string> paths;
  const auto add = [&](const char* program) {
    for (const char* folder :
         {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"})
      paths.push_back(std::string(folder) + program);
  };
  if (dracut.prefers_3cpio) add("3cpio");
  if (dracut.searches_path)
    add("dracut-cpio");
  else
    paths.emplace_back(writer_path);
  return paths;
}

/// dracut.sh sources dracut.conf first, then each name of these folders once, in the order of `sort -V`: the
/// first folder that has it (dropindirs_sort).
DracutConfig read_config(const Root& root) {
  struct ByVersion {
    bool operator()(const std::string& one, const std::string& other) const {
      return ::strverscmp(one.c_str(), other.c_str()) < 0;
    }
  };
  std::map<std::string, std::string, ByVersion> paths;
  for (const char* folder :
       {"/etc/dracut.conf.d/", "/usr/lib/dracut/dracut.conf.d/", "/run/initramfs/dracut.conf.d/"})
    for (const std::string& name : root.names_in(folder))
      if (name.ends_with(".conf")) paths.emplace(name, folder + name);

  DracutConfig config;
  const auto add = [&](const std::string& name) {
    if (const auto text = root.contents(name, script_max)) config.read(*text, root.outside(name));
  };
  add("/etc/dracut.conf");
  for (const auto& [name, path] : paths) add(path);
  return config;
}

std::string version_in(const std::string& script) {
  constexpr std::string_view before = "\nDRACUT_VERSION=\"";
  const std::size_t at = script.find(before);
  if (at == std::string::npos) return "";
  std::string_view rest = std::string_view(script).substr(at + before.size());
  return std::string(cut(rest, '"'));
}

/// `cat`, or a path of it, with or without options.
bool compresses(const std::string& compressor) {
  std::string_view rest = compressor;
  return base_of(cut(rest, ' ')) != "cat";
}

std::string given(const DracutSetting& setting) {
  return setting.place.empty() ? setting.name + " is not set"
                               : setting.name + "=" + setting.value + " (" + setting.place + ")";
}

Verdict cannot(std::string reason, std::string remedy) {
  return {Verdict::Kind::cannot_share, std::move(reason), std::move(remedy)};
}

}  // namespace

Dracut read_dracut(const std::string& path) {
  const Root root(path);
  const auto script = root.contents("/usr/bin/dracut", script_max);
  if (!script)
    throw InputError(root.outside("/usr/bin/dracut") + ": no dracut there; install it, or name another root");
  Dracut dracut;
  dracut.root = path;
  dracut.version = version_in(*script);
  if (dracut.version.empty())
    if (const auto version = root.contents("/usr/lib/dracut/dracut-version.sh", script_max))
      dracut.version = version_in("\n" + *version);
  dracut.aligns = has(*script, "enhanced_cpio");
  dracut.prefers_3cpio = has(*script, "*--data-align*");
  dracut.searches_path = has(*script, "command -v dracut-cpio");
  dracut.splits = has(*script, "COMPRESSED_FILE_LIST");
  for (const std::string& name : writers_of(dracut)) {
    if (!root.is_executable(name)) continue;
    const std::string text = root.contents(name, program_max).value_or("");
    if (base_of(name) == "3cpio" && !has(text, "--data-align")) continue;
    dracut.writer = name;
    dracut.writer_is_cowpio = has(text, "cowpio create [OPTIONS]");
    break;
  }
  dracut.config = read_config(root);
  return dracut;
}

Verdict judge(const Dracut& dracut) {
  const DracutConfig& config = dracut.config;
  const std::string folder = (dracut.root == "/" ? "" : dracut.root) + "/etc/dracut.conf.d/";
  const auto set = [&](const char* assignment) {
    return std::string("write ") + assignment + " into a file *.conf in " + folder;
  };
  if (!dracut.aligns)
    return cannot("dracut " + dracut.version + " has no enhanced_cpio: it writes with cpio, which copies",
                  "install dracut 056 or newer");
  if (!config.unread().empty())
    return {Verdict::Kind::cannot_tell,
            config.unread() + " is shell code, which doctor does not run, and may change a setting",
            "run dracut and look at its archive: cowpio extents ARCHIVE"};
  if (config["enhanced_cpio"].value != "yes")
    return cannot(given(config["enhanced_cpio"]) + ": dracut does not align the files' data",
                  set("enhanced_cpio=\"yes\""));
  if (dracut.writer.empty())
    return cannot(std::string("dracut ignores enhanced_cpio, because it finds no ") +
                      (dracut.prefers_3cpio ? "3cpio with --data-align, and no " : "") +
                      (dracut.searches_path ? "dracut-cpio on PATH" : writer_path),
                  "install cowpio, which brings dracut-cpio");
  if (config["uefi"].value == "yes")
    return cannot(given(config["uefi"]) + ": the archive is copied into a unified kernel image",
                  set("uefi=\"no\""));
  if (compresses(config["compress"].value) && !dracut.splits)
    return cannot(given(config["compress"]) + ": the archive is compressed", set("compress=\"cat\""));
  return {Verdict::Kind::can_share, "", ""};
}

}  // namespace cowpio
