#include "core/write/write_batch.hpp"

#include <utility>

namespace cowpio {
namespace {

constexpr const char* scratch_name = "a temporary file beside the output";
constexpr std::size_t window_bytes = 256 << 10;
constexpr std::size_t run_least = 64 << 10;
constexpr std::size_t run_bytes_most = 2 << 20;

bool gathers_for(const Output& output) {
  const FileSystem& file_system = output.file_system();
  return file_system.kind == FileSystem::Kind::xfs && file_system.reflink.value_or(false) &&
         !file_system.rmapbt.value_or(true);
}

}  // namespace

WriteBatch::WriteBatch(Output& output) : output_(output), gathers_(gathers_for(output)) {}

void WriteBatch::put(std::span<const char> bytes, std::uint64_t offset) {
  const std::uint64_t block = output_.block();
  if (!gathers_ || offset % block != 0 || bytes.size() % block != 0) return write(bytes, offset);
  if (bytes.empty()) return;
  filling_.bytes.append(bytes);
  filling_.pieces.push_back({bytes.size(), offset});
  if (filling_.bytes.size() >= window_bytes) start_filled();
}

/// Runs of copied data go out while more are read, not all at the end; small ones, taken one by one, cost
/// more than that gains (docs/measured.md).
void WriteBatch::write(std::span<const char> bytes, std::uint64_t offset) {
  output_.write(bytes, offset);
  if (bytes.size() < run_least || (run_bytes_ += bytes.size()) < run_bytes_most) return;
  output_.start_write_back();
  run_bytes_ = 0;
}

void WriteBatch::start_filled() {
  if (!scratch_.is_open()) scratch_ = output_.scratch();
  if (!scratch_.is_open()) {
    gathers_ = false;
    return put_in(filling_);
  }
  const std::span<const char> bytes = filling_.bytes.bytes();
  // XFS preallocates space after the end of a file that grows by writes, and frees it late.
  if (::ftruncate(scratch_.get(), static_cast<off_t>(scratch_size_ + bytes.size())) < 0)
    fail("truncate", scratch_name);
  write_fully(scratch_, bytes, scratch_size_, scratch_name);
  ::sync_file_range(scratch_.get(), static_cast<off_t>(scratch_size_), static_cast<off_t>(bytes.size()),
                    SYNC_FILE_RANGE_WRITE);
  filling_.scratch_at = std::exchange(scratch_size_, scratch_size_ + bytes.size());
  put_in(started_);
  std::swap(filling_, started_);
}

void WriteBatch::put_in(Window& window) {
  std::uint64_t from = 0;
  for (const Piece& piece : window.pieces) {
    if (!scratch_.is_open() ||
        output_.clone(scratch_, window.scratch_at + from, piece.size, piece.offset) != 0)
      output_.write(window.bytes.bytes().subspan(from, piece.size), piece.offset);
    from += piece.size;
  }
  window.bytes.clear();
  window.pieces.clear();
}

void WriteBatch::flush() {
  if (filling_.bytes.size() > 0) start_filled();
  put_in(started_);
}

}  // namespace cowpio
