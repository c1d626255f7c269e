#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cowpio {

/// ", did you mean --null?", or nothing when no word is near.
std::string did_you_mean(std::string_view typed, const std::vector<std::string_view>& known);

}  // namespace cowpio
