#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/entry.hpp"
#include "core/format/packing.hpp"

namespace cowpio {

class Lookup;

/// Overrides of the source's metadata; `type` without a source creates an entry that is not looked up.
struct Overrides {
  std::string source;                        ///< Below the directory, or absolute; empty: the name.
  std::optional<std::uint32_t> type;         ///< S_IFDIR, S_IFLNK ... With a source, what that has to be.
  std::optional<std::uint64_t> size;         ///< What a regular file's source has to have, in bytes.
  std::optional<std::uint32_t> permissions;  ///< 0 to 07777.
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  std::optional<std::uint32_t> mtime;
  std::string target;  ///< Target of a symlink.
  Device device;
  bool follow = false;     ///< The source is the regular file behind its symlinks, not the symlink.
  bool hard_link = false;  ///< Another name of the regular file of every request with this source.
};

/// One entry as it was asked for, before the file system was looked at.
struct Request {
  std::string name;  ///< In the archive.
  std::unique_ptr<Overrides> overrides;
};

/// Names that end with `end`; empty ones are passed over.
std::vector<Request> read_names(std::string_view text, char end);

/// Records of fields: the name, then `key=value` in any order: source, type (file, dir, symlink, fifo,
/// socket, char, block), mode (octal), uid, gid, mtime, target, device (MAJOR:MINOR). As lines, fields are
/// parted by tabs, and `\t`, `\n`, `\\` and `\ooo` stand for bytes; with `null`, fields end with NUL and a
/// record with an empty field.
std::vector<Request> read_manifest(std::string_view text, bool null);

/// One of the archives of an output.
struct ArchivePart {
  Packing packing;
  std::vector<Request> requests;
};

struct ThreeCpioManifest {
  std::vector<ArchivePart> parts;  ///< At least one.
  std::vector<std::string> notes;  ///< What was ignored or changed, and where.
};

/// The manifest of 3cpio --create (3cpio(1), MANIFEST): lines with the fields location, name, type (file,
/// dir, block, char, link, fifo, sock), mode (octal), uid, gid, mtime, and then size, major and minor, or
/// target, between tabs. A field that is empty, `-` or missing is that of the location. `#cpio` and
/// `#cpio: CODEC -LEVEL` begin another archive; other lines with # are comments.
ThreeCpioManifest read_three_cpio_manifest(std::string_view text);

/// The kernel's usr/gen_init_cpio.c, which opens the location of a file and so follows symlinks: file, dir,
/// nod, slink, pipe, sock; `${NAME}` of the environment in sources.
std::vector<Request> read_spec(std::string_view text);

/// Every name below the lookup's directory, itself as `.`, in the order of their bytes. The lookup refuses
/// symlinks.
std::vector<Request> walk_tree(Lookup& lookup);

}  // namespace cowpio
