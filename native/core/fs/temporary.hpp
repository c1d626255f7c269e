#pragma once
#include <functional>
#include <string>

#include "core/fs/fd.hpp"

namespace cowpio {

/// A directory, and the name of a file in it. The directory stays open as long as the place is used, so that
/// no rename or chdir leads elsewhere.
struct FileLocation {
  const Fd& directory;
  const std::string& path;  ///< For messages.
};

/// Calls `make` with one name after the other until it makes a file in the directory that was not there: in
/// another container the same process number may have left one. `make` returns false, with errno, when it
/// made none. Returns the name.
std::string make_temporary(const FileLocation& location, const char* call,
                           const std::function<bool(const std::string&)>& make);
/// Gives it the name of the place's path.
void rename_temporary(const FileLocation& location, const std::string& temporary);
void remove_temporary(const Fd& directory, const std::string& temporary) noexcept;

/// Removes every temporary file that has a name. Async-signal-safe.
void unlink_temporary() noexcept;

}  // namespace cowpio
