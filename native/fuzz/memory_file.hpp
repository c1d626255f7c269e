#pragma once
#include <sys/mman.h>

#include <string>
#include <string_view>

#include "../core/fd.hpp"

/// A file in memory that has a path, made anew with each content.
class MemoryFile {
 public:
  MemoryFile()
      : fd_(::memfd_create("fuzz", MFD_CLOEXEC)), path_("/proc/self/fd/" + std::to_string(fd_.get())) {}
  const std::string& hold(std::string_view bytes) {
    if (::ftruncate(fd_.get(), 0) < 0 || ::pwrite(fd_.get(), bytes.data(), bytes.size(), 0) < 0)
      cowpio::fail("write", path_);
    return path_;
  }

 private:
  cowpio::Fd fd_;
  std::string path_;
};
