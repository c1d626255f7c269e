#include "core/format/expected.hpp"

#include <bit>
#include <cstdint>

#include "core/format/newc.hpp"

namespace cowpio {
namespace {

bool is_newc_number(double value) {
  return value >= 0 && value <= static_cast<double>(newc::value_max) &&
         value == static_cast<double>(static_cast<std::uint64_t>(value));
}

bool is_power_of_two(double value) {
  return is_newc_number(value) && std::has_single_bit(static_cast<std::uint64_t>(value));
}

bool is_data_alignment(double value) {
  return is_newc_number(value) && static_cast<std::uint64_t>(value) % newc::field_alignment == 0;
}

bool is_percentage(double value) { return value >= 0 && value <= 100; }

}  // namespace

const Numbers newc_number{"a whole number from 0 to 4294967295, which is newc's range", is_newc_number};
const Numbers byte_count{"a whole number of bytes from 0 to 4294967295", is_newc_number};
const Numbers data_alignment{"a multiple of 4 bytes, which is what newc aligns to, or 0 for none",
                             is_data_alignment};
const Numbers alignment{"a power of two", is_power_of_two};
const Numbers percentage{"a percentage from 0 to 100", is_percentage, true};

}  // namespace cowpio
