#include "core/write/create_options.hpp"

#include <algorithm>

namespace cowpio {
namespace {

template <class Integer>
std::optional<Integer> whole(std::optional<double> number) {
  return number ? std::optional(static_cast<Integer>(*number)) : std::nullopt;
}

// In the order of the enumerations.
constexpr std::string_view orders[] = {"pack", "given"};
constexpr std::string_view pads[] = {"name", "file"};
constexpr std::string_view formats[] = {"newc", "crc"};

constexpr std::string_view layout = "Layout";
constexpr std::string_view metadata = "Metadata";
constexpr std::string_view output = "Output";

const CreateOption table[] = {
    {"--data-align", "dataAlign", layout, "BYTES",
     "alignment of file data: 0 for none, a multiple of 4, or auto (the file system's block size). To share "
     "blocks, use a multiple of the block size (stat --file-system --format=%s DIR). Called as dracut-cpio, "
     "an alignment above the block size is only used if it makes the archive at most 5 % larger, otherwise "
     "the block size is used. Default: auto, but 4 when called as dracut-cpio",
     Number{data_alignment, true,
            [](WriteOptions& write, std::optional<double> bytes) {
              write.alignment = whole<std::uint64_t>(bytes);
            }}},
    {"--order",
     "order",
     layout,
     {},
     "pack fills the gaps before aligned data with directories, links and small files, directories before "
     "their contents; given keeps the order of the input. Default: pack",
     Choice{orders, [](WriteOptions& write,
                       std::size_t order) { write.order = static_cast<LayoutOptions::Order>(order); }}},
    {"--pad",
     "pad",
     layout,
     {},
     "how padding moves aligned data to its place. name: NULs after names, and repeated entries of `.`, or "
     "of another directory in an archive without `.`. file: files of NULs in .cowpio-pad/, which appear in "
     "the rootfs, for readers that reject NULs in names (3cpio). An archive without a directory has files in "
     "any case. Default: name",
     Choice{pads,
            [](WriteOptions& write, std::size_t pad) { write.pad = static_cast<LayoutOptions::Pad>(pad); }}},
    {"--min-clone", "minClone", layout, "BYTES",
     "minimum size of files that are cloned; auto: the size below which copying is about as fast (16 KiB on "
     "Btrfs, 64 KiB on XFS, 256 KiB on XFS with rmapbt=1). Default: 0",
     Number{byte_count, true,
            [](WriteOptions& write, std::optional<double> bytes) {
              write.min_clone = whole<std::uint64_t>(bytes);
            }}},
    {"--fill-holes",
     "fillHoles",
     layout,
     {},
     "write holes as zeros, for GRUB's Btrfs driver before December 2021",
     Flag{[](WriteOptions& write) { write.fill_holes = true; }}},

    {"--owner", "owner", metadata, "UID:GID", "owner of every entry, as numbers. Default: each file's owner",
     OwnerIds{[](WriteOptions& write, Owner owner) { write.scan.owner = owner; }}},
    {"--mtime", "mtime", metadata, "SECONDS",
     "time of every entry, in seconds since 1970. Default: each file's time, at most SOURCE_DATE_EPOCH if "
     "the "
     "environment sets it",
     Number{newc_number, false,
            [](WriteOptions& write, std::optional<double> seconds) {
              write.scan.mtime = whole<std::uint32_t>(seconds);
            }}},
    {"--format",
     "format",
     metadata,
     {},
     "newc (070701), or crc (070702, with checksums), which requires Linux 5.19. Default: newc",
     Choice{formats, [](WriteOptions& write, std::size_t format) { write.sums = format == 1; }}},

    {"--truncate-existing",
     "truncateExisting",
     output,
     {},
     "replace the contents of OUTPUT. Default: append to it",
     Flag{[](WriteOptions& write) { write.append = false; }}},
    {"--require-reflink", "requireReflink", output, "PERCENT",
     "fail if less than PERCENT of the data that can be cloned was cloned, or if no file of at least a block "
     "can be cloned; lists each file with the reason. Default of PERCENT: 100",
     Number{percentage, false,
            [](WriteOptions& write, std::optional<double> percent) { write.require_reflink = percent; },
            100}},
};

}  // namespace

std::string Choice::joined(std::string_view between, std::string_view quote) const {
  std::string text;
  for (const std::string_view word : words)
    text.append(text.empty() ? "" : between).append(quote).append(word).append(quote);
  return text;
}

std::optional<std::size_t> Choice::position(std::string_view word) const {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::span<const CreateOption> create_options() { return table; }

}  // namespace cowpio
