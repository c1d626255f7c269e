#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/json.hpp"
#include "core/fs/fd.hpp"
#include "core/fs/progress.hpp"
#include "core/input/scan.hpp"
#include "core/write/compress.hpp"
#include "core/write/layout.hpp"

namespace cowpio {

/// Result of one member with data, in bytes.
struct Written {
  std::string_view name;  ///< Holds as long as the call.
  std::uint64_t size = 0;
  std::uint64_t data_offset = 0;
  std::uint64_t cloneable = 0;  ///< Whole blocks of a file that was not meant to be copied.
  std::uint64_t cloned = 0;
  std::uint64_t copied = 0;
  std::string_view reason;  ///< Why more than the last partial block was copied; empty when it was not.
};

/// One that outlives the call.
struct WrittenMember {
  explicit WrittenMember(const Written& member) : name(member.name), reason(member.reason), written(member) {
    written.name = written.reason = {};
  }

  std::string name;
  std::string reason;
  Written written;  ///< Without the two.
};

std::string json_of(const Written& member);
std::string json_of(const WrittenMember& member);

struct WriteOptions {
  ScanOptions scan;
  /// Alignment of file data, a multiple of 4, 0 for none; without a value the block of the output's file
  /// system.
  std::optional<std::uint64_t> alignment;
  bool bounded = false;  ///< `LayoutOptions::bounded`.
  /// Without an alignment: no data is aligned where the file system does not say that it has reflinks.
  bool align_only_to_share = false;
  /// Smaller files are copied, bytes; none: `auto_min_clone` of the output's file system.
  std::optional<std::uint64_t> min_clone = 0;
  LayoutOptions::Order order = LayoutOptions::Order::pack;
  LayoutOptions::Pad pad = LayoutOptions::Pad::name;
  bool sums = false;  ///< 070702: a sum of each member's data, which the kernel checks from 5.19 on.
  bool fill_holes =
      false;  ///< Holes of sources are written as zeros: GRUB's Btrfs driver before 2.12 reads no gaps.
  bool append = true;  ///< Behind what the output holds.
  /// Percent of what can be cloned. With less, and where nothing can be cloned of files of a block or more,
  /// `NotShared`.
  std::optional<double> require_reflink;
  /// `encoder_of`, for archives with a codec. Others need none, and a program without it links none.
  Compressor::Encode (*encoder_of)(const Packing& packing, std::uint64_t size) = nullptr;
  std::function<void(const Written&)> on_member;
  Progress progress;
};

struct WriteResult {
  enum class Alignment : std::uint8_t {
    as_requested,
    reduced,       ///< To the block for some members, since more would have cost more than 5 %.
    cannot_share,  ///< No multiple of the block: nothing can be cloned of files of a block or more.
  };

  std::uint64_t size = 0;  ///< Size of the whole output.
  std::uint64_t entries = 0;
  std::uint64_t cloneable = 0;
  std::uint64_t cloned = 0;
  std::uint64_t copied = 0;
  Losses losses;
  Alignment alignment = Alignment::as_requested;
  bool in_place = false;  ///< The output could not be replaced, and was not whole all the time.
};

/// CreateResult of index.d.ts without its members.
JsonObject json_totals(const WriteResult& result);

/// Less was cloned than was asked for; names who was not, and why.
class NotShared : public InputError {
 public:
  NotShared(const std::string& what, std::vector<WrittenMember> members)
      : InputError(what), members_(std::move(members)) {}
  [[nodiscard]] const std::vector<WrittenMember>& members() const noexcept { return members_; }

 private:
  std::vector<WrittenMember> members_;
};

/// Writes what is requested, found by `lookup`, as a newc archive to `output`: plan first, then, in
/// the order of the file, gaps written and whole blocks cloned. What cannot be cloned is copied, with its
/// reason. Throws `SystemError`, `InputError` and `NotShared`; the output is then as it was.
WriteResult write_archive(Lookup& lookup, std::vector<Request> requests, const std::string& output,
                          const WriteOptions& options);
/// Writes several archives, one after the other; those with a codec as compressed streams.
WriteResult write_archives(Lookup& lookup, std::vector<ArchivePart> parts, const std::string& output,
                           const WriteOptions& options);
WriteResult write_archive(const std::string& directory, std::vector<Request> requests,
                          const std::string& output, const WriteOptions& options);

}  // namespace cowpio
