#include "core/doctor/dracut.hpp"

#include <dirent.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

#include "core/format/text.hpp"
#include "core/fs/in_root.hpp"

namespace cowpio {
namespace {

constexpr std::uint64_t script_max = 16 << 20;
constexpr std::uint64_t program_max = 64 << 20;
const char* const writer_path = "/usr/lib/dracut/dracut-cpio";
/// Text by which an executable is known to be cowpio: it contains this line of its own source.
const char* const cowpio_mark = "io.github.cowpio:executable";

/// A system below a directory: names are those that its programs use.
class Root {
 public:
  explicit Root(std::string path) : path_(path == "/" ? "" : std::move(path)) {
    root_ = open_or_fail(path_.empty() ? "/" : path_, O_PATH | O_DIRECTORY);
  }

  /// Returns the path for this process, which has another root.
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

  [[nodiscard]] std::vector<std::string> names_in(const std::string& directory) const {
    std::vector<std::string> names;
    const Fd found = find_in_root(root_, directory, O_DIRECTORY);
    if (!found.is_open()) return names;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(proc_path(found).c_str()), ::closedir);
    if (entries == nullptr) fail("open", outside(directory));
    while (const dirent* entry = ::readdir(entries.get())) names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
  }

  [[nodiscard]] bool exists(const std::string& name) const { return find_in_root(root_, name).is_open(); }

 private:
  std::string path_;
  Fd root_;
};

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// The first of that name on root's usual PATH; empty if there is none.
std::string on_path(const Root& root, const std::string& program) {
  for (const char* directory :
       {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"})
    if (std::string path = directory + program; root.is_executable(path)) return path;
  return "";
}

/// Fills in the program that this dracut would align with.
void find_writer(Dracut& dracut, const Root& root) {
  const std::string three_cpio = dracut.prefers_3cpio ? on_path(root, "3cpio") : "";
  if (!three_cpio.empty()) {
    const std::string text = root.contents(three_cpio, program_max).value_or("");
    dracut.writer_is_script = text.starts_with("#!");
    if (dracut.writer_is_script || has(text, "--data-align")) dracut.writer = three_cpio;
  }
  if (dracut.writer.empty())
    dracut.writer = dracut.searches_path              ? on_path(root, "dracut-cpio")
                    : root.is_executable(writer_path) ? writer_path
                                                      : "";
  if (!dracut.writer.empty())
    dracut.writer_is_cowpio = has(root.contents(dracut.writer, program_max).value_or(""), cowpio_mark);
}

/// dracut.sh sources dracut.conf first, then each name of these directories once, in the order of `sort -Vu`:
/// from the first directory in which it leads to a file (dropindirs_sort).
DracutConfig read_config(const Root& root, bool reads_run) {
  struct ByVersion {
    bool operator()(const std::string& one, const std::string& other) const {
      return sorts_before(one, other);
    }
  };
  std::map<std::string, std::string, ByVersion> paths;
  for (const char* directory :
       {"/etc/dracut.conf.d/", "/usr/lib/dracut/dracut.conf.d/", "/run/initramfs/dracut.conf.d/"}) {
    if (!reads_run && std::string_view(directory).starts_with("/run/")) continue;
    for (const std::string& name : root.names_in(directory))
      if (name.ends_with(".conf") && !name.starts_with('.') && root.exists(directory + name))
        paths.emplace(name, directory + name);
  }

  DracutConfig config;
  const auto add = [&](const std::string& name) {
    const auto text = root.contents(name, script_max);
    if (text)
      config.read(*text, root.outside(name));
    else
      config.note_unread(root.outside(name));
  };
  if (root.exists("/etc/dracut.conf")) add("/etc/dracut.conf");
  for (const auto& [name, path] : paths) add(path);
  return config;
}

std::string version_in(const std::string& script) {
  constexpr std::string_view before = "\nDRACUT_VERSION=";
  const std::size_t at = script.find(before);
  if (at == std::string::npos) return "";
  std::string_view rest = std::string_view(script).substr(at + before.size());
  std::string_view value = cut(rest, '\n');
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    value = cut(value, '"');
  }
  return value.find('$') == std::string_view::npos ? std::string(value) : "";
}

bool is_three_cpio(const Dracut& dracut) { return base_of(dracut.writer) == "3cpio"; }

/// The compressor as dracut.sh compares it: as a whole before its dracut-cpio, by its program before 3cpio.
std::string compressor_of(const Dracut& dracut, const DracutSetting& setting) {
  std::string_view rest = setting.value;
  return is_three_cpio(dracut) ? std::string(base_of(cut(rest, ' '))) : setting.value;
}

/// Whether a module of dracut is asked for that packs the files into an image of its own.
bool squashes(const DracutConfig& config) {
  for (const char* list : {"dracutmodules", "add_dracutmodules", "force_add_dracutmodules"}) {
    std::string_view rest = config[list].value;
    while (!rest.empty())
      if (cut(rest, ' ').starts_with("squash")) return true;
  }
  return false;
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
  find_writer(dracut, root);
  dracut.config = read_config(root, has(*script, "/run/initramfs/dracut.conf.d"));
  return dracut;
}

const DracutSetting& compress_setting(const DracutConfig& config) {
  return config[config["INITRD_COMPRESS"].value.empty() ? "compress" : "INITRD_COMPRESS"];
}

Verdict judge(const Dracut& dracut) {
  const DracutConfig& config = dracut.config;
  const std::string directory = (dracut.root == "/" ? "" : dracut.root) + "/etc/dracut.conf.d/";
  const auto set = [&](const char* assignment) {
    return std::string("write ") + assignment + " into a file *.conf in " + directory;
  };
  const auto cannot_tell = [](std::string reason) {
    return Verdict{Verdict::Kind::cannot_tell, std::move(reason),
                   "run dracut and look at its archive: cowpio extents ARCHIVE"};
  };
  if (!dracut.aligns)
    return cannot("this dracut has no enhanced_cpio: it writes with cpio, which copies",
                  "install dracut 056 or newer");
  if (!config.unread().empty())
    return cannot_tell(config.unread() + ": what doctor does not run or read may change a setting");
  if (dracut.writer_is_script)
    return cannot_tell(dracut.writer + " is a script, and only a run shows whether it aligns");
  // cowpio aligns as 3cpio whether dracut asks for it or not.
  const bool is_three_cpio_of_ours = is_three_cpio(dracut) && dracut.writer_is_cowpio;
  if (config["enhanced_cpio"].value != "yes" && !is_three_cpio_of_ours)
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
  if (squashes(config))
    return cannot("a squash module of dracut packs the files into an image of its own",
                  "leave squash out of dracutmodules, add_dracutmodules and force_add_dracutmodules");
  const DracutSetting& compress = compress_setting(config);
  const std::string compressor = compressor_of(dracut, compress);
  if (is_three_cpio_of_ours && (compressor == "lzop" || compressor == "lzo"))
    return cannot(given(compress) + ": cowpio as 3cpio has no lzop, and dracut will fail",
                  set("compress=\"cat\", or another compressor,"));
  if (compressor != "cat" && !dracut.splits)
    return cannot(given(compress) + ": the archive is compressed", set("compress=\"cat\""));
  return {Verdict::Kind::can_share, "", ""};
}

}  // namespace cowpio
