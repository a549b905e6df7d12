#include "core/base/file.hpp"
#include "core/importance/imatrix.hpp"

#include <xxhash.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace quince {
namespace {

Status readImatrix(const std::filesystem::path& path, ImportanceData& data) {
    const Result<File> file = File::openForReading(path);
    if (!file) {
        return file.error();
    }
    const Result<std::uint64_t> bytes = file->size();
    if (!bytes) {
        return bytes.error();
    }
    std::array<std::byte, 4> magic{};
    if (*bytes < magic.size()) {
        return Error{ErrorCode::malformed, nameText(path) + " is no imatrix of llama.cpp", path};
    }
    if (Status read = file->readAt(0, magic); !read) {
        return read;
    }
    return std::memcmp(magic.data(), "GGUF", magic.size()) == 0
               ? readImatrixGguf(*file, *bytes, data)
               : readImatrixDat(*file, *bytes, data);
}

/// Of hashes of each entry, so that lengths separate names from values.
std::string hashOf(const ImportanceData& data) {
    std::vector<std::uint64_t> parts;
    for (const auto& [name, squares] : data.entries) {
        const MeanSquares counted = raised(squares, 1);  // as recipes have it since there are any
        parts.push_back(XXH3_64bits(name.data(), name.size()));
        parts.push_back(squares.matrices);
        parts.push_back(
            XXH3_64bits(counted.values->data(), counted.values->size() * sizeof(float)));
    }
    const XXH128_hash_t all = XXH3_128bits(parts.data(), parts.size() * sizeof(parts[0]));
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(all.high64),
                  static_cast<unsigned long long>(all.low64));
    return text.data();
}

}  // namespace

Result<std::shared_ptr<const ImportanceData>> readImportance(const std::filesystem::path& path,
                                                             const StopToken& stop) {
    auto data = std::make_shared<ImportanceData>();
    data->path = path;
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        return Error{ErrorCode::notFound,
                     nameText(path) +
                         ", which is to weigh the inputs, is not there; put it there, or choose "
                         "another or none",
                     path};
    }
    const bool activations =
        std::filesystem::is_directory(path, failure) || path.extension() == ".safetensors";
    Status read = activations ? readActivations(path, stop, *data) : readImatrix(path, *data);
    if (!read) {
        return std::move(read).error();
    }
    if (data->entries.empty()) {
        return Error{ErrorCode::malformed, nameText(path) + " holds no data about inputs", path};
    }
    data->hash = hashOf(*data);
    return std::shared_ptr<const ImportanceData>(std::move(data));
}

}  // namespace quince
