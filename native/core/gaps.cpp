#include "gaps.hpp"

namespace cowpio {
namespace {

constexpr std::size_t window_bytes = 4 << 20;

bool gathers_for(const Output& output) {
  const FileSystem& file_system = output.file_system();
  return file_system.kind == FileSystem::Kind::xfs && file_system.reflink.value_or(false) &&
         !file_system.rmapbt.value_or(true);
}

}  // namespace

Gaps::Gaps(Output& output) : output_(output), gathers_(gathers_for(output)) {}

void Gaps::put(std::span<const char> bytes, std::uint64_t offset) {
  const std::uint64_t block = output_.block();
  if (!gathers_ || offset % block != 0 || bytes.size() % block != 0) {
    output_.write(bytes, offset);
    return;
  }
  if (bytes.empty()) return;
  bytes_.append(bytes.data(), bytes.size());
  pieces_.push_back({bytes.size(), offset});
  if (bytes_.size() >= window_bytes) flush();
}

void Gaps::flush() {
  if (pieces_.empty()) return;
  if (!scratch_.is_open()) scratch_ = output_.scratch();
  write_fully(scratch_, bytes_, scratch_size_, "a temporary file beside the output");
  // One wait for all: each clone would flush its own piece and wait.
  ::sync_file_range(scratch_.get(), static_cast<off_t>(scratch_size_), static_cast<off_t>(bytes_.size()),
                    SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  std::uint64_t from = 0;
  for (const Piece& piece : pieces_) {
    if (output_.clone(scratch_, scratch_size_ + from, piece.size, piece.offset) != 0)
      output_.write(std::span(bytes_).subspan(from, piece.size), piece.offset);
    from += piece.size;
  }
  scratch_size_ += bytes_.size();
  bytes_.clear();
  pieces_.clear();
}

}  // namespace cowpio
