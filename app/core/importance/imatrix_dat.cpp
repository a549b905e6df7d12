#include "core/importance/byte_cursor.hpp"
#include "core/importance/imatrix.hpp"

#include <algorithm>
#include <utility>

namespace quince {
namespace {

constexpr std::uint32_t longestEntryName = 1024;
/// A name, two counts and one value take at least this much of the file.
constexpr std::uint64_t leastEntryBytes = 4 + 1 + 4 + 4 + 4;

}  // namespace

Status readImatrixDat(const File& file, std::uint64_t bytes, ImportanceData& data) {
    ByteCursor cursor(file, bytes);
    const std::uint32_t entries = cursor.u32();
    if (entries == 0 || entries > bytes / leastEntryBytes) {
        cursor.fail("is no imatrix of llama.cpp");
    }
    for (std::uint32_t i = 0; i < entries && cursor.ok(); ++i) {
        const std::string name = cursor.text(cursor.u32(), longestEntryName);
        const std::uint32_t calls = cursor.u32();
        const std::uint32_t count = cursor.u32();
        if (cursor.ok() && (name.empty() || calls > 0x7FFFFFFF || count == 0)) {
            cursor.fail("is no imatrix of llama.cpp");
        }
        std::vector<float> values = cursor.floats(count);
        if (!cursor.ok()) {
            break;
        }
        const auto divisor = static_cast<float>(std::max(calls, 1U));
        std::transform(values.begin(), values.end(), values.begin(),
                       [&](float value) { return value / divisor; });
        // How many matrices these are the model will tell.
        if (Status added = addEntry(data, name, 1, std::move(values)); !added) {
            return added;
        }
    }
    return cursor.status();
}

}  // namespace quince
