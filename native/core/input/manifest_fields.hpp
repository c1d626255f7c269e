#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/input/request.hpp"

/// What the manifest of create and that of 3cpio have in common.
namespace cowpio {

/// A type's name in each of the two.
struct TypeName {
  std::string_view create;
  std::string_view three_cpio;
  std::uint32_t bits;
};

/// Each throws `InputError` with the record's number and what is wrong with it.
[[noreturn]] void refuse_record(std::size_t record, const std::string& what);
std::uint32_t number_of(std::string_view key, std::string_view text, int base, std::uint64_t max_value,
                        std::size_t record);
std::uint32_t type_of(std::string_view text, std::string_view TypeName::*name, std::size_t record);
void refuse_long_target(const Overrides& overrides, std::size_t record);

}  // namespace cowpio
