#pragma once
#include <functional>
#include <string>

#include "core/write/write.hpp"
#include "report.hpp"

namespace cowpio::cli {

/// Destinations of the report of one call.
struct Reporting {
  const char* command;
  const Report& report;
  bool verbose;
  const std::string& output;
};

/// Calls `write` with `options` extended by the report; then prints notes and totals. Throws `InputError`
/// when the report cannot be written.
void write_reported(const Reporting& how, WriteOptions options,
                    const std::function<WriteResult(const WriteOptions&)>& write);

/// Prints `cowpio: COMMAND: note: TEXT` on standard error.
void print_note(const char* command, const std::string& text);

/// Returns the variable; empty when it is not set.
std::string environment(const char* name);

/// SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/
std::optional<std::uint32_t> source_date_epoch();

std::uint32_t newc_number_of(const std::string& text, const char* option);

}  // namespace cowpio::cli
