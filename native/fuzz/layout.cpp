#include "../core/layout.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include "../core/read.hpp"
#include "../test/layout_check.hpp"
#include "memory_file.hpp"

using namespace cowpio;

namespace {

std::vector<Entry> entries_of(FuzzedDataProvider& data) {
  std::vector<Entry> entries(data.ConsumeIntegralInRange<std::size_t>(0, 24));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Entry& entry = entries[i];
    const std::size_t folder = data.ConsumeIntegralInRange<std::size_t>(0, i);
    entry.name =
        (folder < i && entries[folder].is_directory() && entries[folder].name != "."
             ? entries[folder].name + "/"
             : "") +
        std::string(data.ConsumeIntegralInRange<std::size_t>(1, 200), static_cast<char>('a' + i % 26));
    switch (data.ConsumeIntegralInRange(0, 3)) {
      case 0:
        entry.mode = S_IFDIR | 0755;
        break;
      case 1:
        entry.mode = S_IFREG | 0644;
        entry.linked = true;
        entry.stamp.inode = data.ConsumeIntegralInRange<std::uint64_t>(1, 3);
        entry.size = 5000;
        break;
      default:
        entry.mode = S_IFREG | 0644;
        entry.size = data.ConsumeIntegralInRange<std::uint64_t>(0, 20000);
    }
  }
  return entries;
}

std::string archive_of(const std::vector<Entry>& entries, const Layout& layout) {
  std::string bytes(layout.end, '\0');
  const auto put = [&](std::uint64_t at, const newc::Header& header, std::string_view name) {
    const auto text = newc::encode(header);
    std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy(name.begin(), name.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at + text.size()));
  };
  for (const Placed& placed : layout.placed) {
    newc::Header header;
    header.mode = placed.is_entry() ? entries[placed.entry].mode : S_IFDIR | 0755;
    header.size = placed.data_size;
    header.name_field = placed.name_field;
    put(placed.header_at, header, placed.is_entry() ? entries[placed.entry].name : ".");
  }
  newc::Header trailer;
  trailer.name_field = static_cast<std::uint32_t>(newc::trailer_name.size() + 1);
  put(layout.trailer_at, trailer, newc::trailer_name);
  return bytes;
}

}  // namespace

/// Any entries: a layout that holds what it must, and that the reader finds again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static MemoryFile file;
  FuzzedDataProvider data(bytes, size);
  LayoutOptions options;
  options.grid = std::uint64_t{1} << data.ConsumeIntegralInRange(2, 16);
  options.block = std::uint64_t{1} << data.ConsumeIntegralInRange(10, 16);
  options.min_clone = data.ConsumeBool() ? 8192 : 0;
  options.order = data.ConsumeBool() ? LayoutOptions::Order::pack : LayoutOptions::Order::given;
  options.pad = data.ConsumeBool() ? LayoutOptions::Pad::name : LayoutOptions::Pad::file;
  const std::vector<Entry> entries = entries_of(data);
  const Layout layout = plan_layout(entries, options);
  testing::check_offsets(entries, layout, options);
  if (options.order == LayoutOptions::Order::pack)
    testing::check_order(entries, layout);
  else
    testing::places_of(layout);

  Reader reader(file.hold(archive_of(entries, layout)));
  for (const Placed& placed : layout.placed) {
    const auto member = reader.next();
    if (!member || member->header_offset != placed.header_at || member->data_offset != placed.data_at() ||
        member->size != placed.data_size)
      __builtin_trap();
    if (placed.is_entry() && member->name != entries[placed.entry].name) __builtin_trap();
  }
  if (reader.next()) __builtin_trap();
  return 0;
}
