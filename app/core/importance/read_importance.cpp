#include "core/base/file.hpp"
#include "core/importance/imatrix.hpp"

#include <array>
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

}  // namespace

Result<std::shared_ptr<const ImportanceData>> readImportance(const std::filesystem::path& path,
                                                             const StopToken& stop) {
    auto data = std::make_shared<ImportanceData>();
    data->path = path;
    std::error_code failure;
    const bool activations =
        std::filesystem::is_directory(path, failure) || path.extension() == ".safetensors";
    Status read = activations ? readActivations(path, stop, *data) : readImatrix(path, *data);
    if (!read) {
        return std::move(read).error();
    }
    if (data->entries.empty()) {
        return Error{ErrorCode::malformed, nameText(path) + " holds no data about inputs", path};
    }
    return std::shared_ptr<const ImportanceData>(std::move(data));
}

}  // namespace quince
