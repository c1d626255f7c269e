#include "written.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "core/format/json.hpp"
#include "core/format/printable.hpp"
#include "options.hpp"

namespace cowpio::cli {
namespace {

void print(const Written& member) {
  const char* what = member.cloned == 0 ? "copied" : member.reason.empty() ? "cloned" : "in part";
  std::fprintf(stderr, "%s %12llu of %12llu  %s%s%s\n", what, static_cast<unsigned long long>(member.cloned),
               static_cast<unsigned long long>(member.size), printable(member.name).c_str(),
               member.reason.empty() ? "" : ": ", std::string(member.reason).c_str());
}

void print(const WriteResult& result) {
  std::fprintf(
      stderr, "%llu entries, %llu bytes; %llu bytes of data cloned of %llu that can be, %llu copied\n",
      static_cast<unsigned long long>(result.entries), static_cast<unsigned long long>(result.size),
      static_cast<unsigned long long>(result.cloned), static_cast<unsigned long long>(result.cloneable),
      static_cast<unsigned long long>(result.copied));
}

std::string names_of(const Counted& counted) {
  std::string names;
  for (const std::string& name : counted.names) names += (names.empty() ? "" : ", ") + printable(name);
  return names + (counted.count > counted.names.size() ? ", ..." : "");
}

void print_notices(const WriteResult& result, const Reporting& how, std::uint64_t requested) {
  const auto notice = [&](const std::string& text) { print_note(how.command, text); };
  const auto files = [](const Counted& counted) {
    return std::to_string(counted.count) + (counted.count == 1 ? " file" : " files");
  };
  const Losses& losses = result.losses;
  if (losses.attributes.count > 0)
    notice(
        "extended attributes, such as capabilities and ACLs, are not archived, since newc cannot hold "
        "them: " +
        files(losses.attributes) + ": " + names_of(losses.attributes));
  if (losses.times.count > 0)
    notice("modification times before 1970 or after 2106 are set to the nearest that newc can hold: " +
           files(losses.times) + ": " + names_of(losses.times));
  if (result.alignment == WriteResult::Alignment::cannot_share)
    notice("--data-align " + std::to_string(requested) +
           " is not a multiple of the output file system's block size: nothing can be cloned");
  if (result.alignment == WriteResult::Alignment::reduced)
    notice("--data-align " + std::to_string(requested) +
           ": files for which this costs more than 5 % are aligned to the block of the output's file system");
  if (result.in_place)
    notice(printable(how.output) +
           " was written in place, since it is a mount point or its directory cannot be written");
}

}  // namespace

void write_reported(const Reporting& how, WriteOptions options,
                    const std::function<WriteResult(const WriteOptions&)>& write) {
  std::string lines;
  if (how.verbose || how.report.is_open())
    options.on_member = [&](const Written& member) {
      if (how.report.is_open()) lines += json_of(member) + "\n";
      if (how.verbose) print(member);
    };
  try {
    const WriteResult result = write(options);
    print_notices(result, how, options.alignment.value_or(0));
    if (how.verbose) print(result);
    if (how.report.is_open()) lines += JsonObject().add("result", json_totals(result)).text() + "\n";
  } catch (const NotShared&) {
    static_cast<void>(how.report.append(lines));
    throw;
  }
  if (!how.report.append(lines))
    throw InputError(how.output + " was written, but its report was not: " + how.report.path());
}

void print_note(const char* command, const std::string& text) {
  std::cerr << "cowpio: " << command << ": note: " << text << '\n';
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::uint32_t> source_date_epoch() {
  const std::string epoch = environment("SOURCE_DATE_EPOCH");
  return epoch.empty() ? std::nullopt : std::optional(newc_number_of(epoch, "SOURCE_DATE_EPOCH"));
}

std::uint32_t newc_number_of(const std::string& text, const char* option) {
  return static_cast<std::uint32_t>(whole_number_of(text, option, newc_number));
}

}  // namespace cowpio::cli
