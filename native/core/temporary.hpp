#pragma once
#include <functional>
#include <string>

namespace cowpio {

/// Calls `make` with one name beside `path` after the other until it makes a file that was not there: in
/// another container the same process number may have left one. `make` gives false, with errno, when it made
/// none.
std::string make_temporary(const std::string& path, const char* call,
                           const std::function<bool(const std::string&)>& make);
void rename_temporary(const std::string& temporary, const std::string& path);
void remove_temporary(const std::string& temporary) noexcept;

/// Removes every temporary file that has a name. Async-signal-safe.
void unlink_temporary() noexcept;

}  // namespace cowpio
