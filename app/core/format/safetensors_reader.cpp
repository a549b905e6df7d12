#include "core/base/file.hpp"
#include "core/format/safetensors_header.hpp"
#include "core/format/tensor_size.hpp"

#include <algorithm>
#include <utility>

namespace quince {

struct SafetensorsReader::State {
    File file;
    SafetensorsHeader header;
    std::vector<const TensorInfo*> byName;  ///< sorted; points into header
};

Result<SafetensorsReader> SafetensorsReader::open(const std::filesystem::path& path) {
    Result<File> file = File::openForReading(path);
    if (!file) {
        return std::move(file).error();
    }
    Result<SafetensorsHeader> header = readHeaderOf(*file, 0);
    if (!header) {
        return std::move(header).error();
    }
    auto state = std::make_unique<State>();
    state->file = std::move(*file);
    state->header = std::move(*header);
    for (const TensorInfo& tensor : state->header.tensors) {
        state->byName.push_back(&tensor);
    }
    std::sort(state->byName.begin(), state->byName.end(),
              [](auto* a, auto* b) { return a->name < b->name; });
    return SafetensorsReader(std::move(state));
}

SafetensorsReader::SafetensorsReader(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SafetensorsReader::SafetensorsReader(SafetensorsReader&&) noexcept = default;
SafetensorsReader& SafetensorsReader::operator=(SafetensorsReader&&) noexcept = default;
SafetensorsReader::~SafetensorsReader() = default;

const SafetensorsHeader& SafetensorsReader::header() const {
    return m_state->header;
}

const TensorInfo* SafetensorsReader::find(const std::string& name) const {
    const auto& byName = m_state->byName;
    const auto found = std::lower_bound(
        byName.begin(), byName.end(), name,
        [](const TensorInfo* tensor, const std::string& wanted) { return tensor->name < wanted; });
    return found != byName.end() && (*found)->name == name ? *found : nullptr;
}

Status SafetensorsReader::read(std::uint64_t offset, std::span<std::byte> out) const {
    return m_state->file.readAt(offset, out);
}

Result<std::vector<std::byte>> SafetensorsReader::readTensor(const std::string& name) const {
    const TensorInfo* tensor = find(name);
    if (tensor == nullptr) {
        return Error{ErrorCode::notFound,
                     nameText(m_state->file.path()) + " has no tensor " + inQuotes(name),
                     m_state->file.path()};
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(tensor->bytes()));
    if (Status done = read(tensor->begin, bytes); !done) {
        return std::move(done).error().within("tensor " + inQuotes(name));
    }
    return bytes;
}

}  // namespace quince
