#include "core/base/file.hpp"
#include "core/format/tensor_size.hpp"

#include <quince/safetensors.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace quince {

namespace {

/// The data begins at a multiple of this: what a mapped file needs for vector loads.
constexpr std::size_t dataAlignment = 64;

std::string jsonText(const std::string& text) {
    // A name that is not UTF-8 cannot come from a checked header; replaced, never thrown.
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string tensorText(const TensorSpec& tensor, std::uint64_t begin, std::uint64_t end) {
    std::string text = jsonText(tensor.name) + R"(:{"dtype":")";
    text += traits(tensor.dtype).name;
    text += R"(","shape":[)";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        text += (i == 0 ? "" : ",") + std::to_string(tensor.shape[i]);
    }
    text += R"(],"data_offsets":[)" + std::to_string(begin) + ',' + std::to_string(end) + "]}";
    return text;
}

/// Where each tensor begins, counted from the end of the header, and the sum as the last entry.
std::vector<std::uint64_t> offsetsOf(std::span<const TensorSpec> tensors) {
    std::vector<std::uint64_t> offsets{0};
    for (const TensorSpec& tensor : tensors) {
        offsets.push_back(offsets.back() + tensorBytes(tensor.dtype, tensor.shape).value_or(0));
    }
    return offsets;
}

std::optional<std::string> problemOf(std::span<const TensorSpec> tensors) {
    std::set<std::string_view> names;
    std::uint64_t total = 0;
    for (const TensorSpec& tensor : tensors) {
        const auto bytes = tensorBytes(tensor.dtype, tensor.shape);
        if (!bytes || *bytes > std::uint64_t{1} << 62 || total > std::uint64_t{1} << 62) {
            return "tensor " + inQuotes(tensor.name) + ", " +
                   std::string(traits(tensor.dtype).name) + " " + shapeText(tensor.shape) +
                   ", cannot be stored";
        }
        total += *bytes;
        if (tensor.name == "__metadata__" || !names.insert(tensor.name).second) {
            return "tensor " + inQuotes(tensor.name) + " cannot stand there again";
        }
    }
    return std::nullopt;
}

}  // namespace

std::string encodeSafetensorsHeader(std::span<const TensorSpec> tensors,
                                    const std::map<std::string, std::string>& metadata) {
    std::string json = "{";
    if (!metadata.empty()) {
        json += R"("__metadata__":{)";
        for (const auto& [key, value] : metadata) {
            json += (json.back() == '{' ? "" : ",") + jsonText(key) + ':' + jsonText(value);
        }
        json += '}';
    }
    const std::vector<std::uint64_t> offsets = offsetsOf(tensors);
    std::vector<std::size_t> order(tensors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return tensors[a].name < tensors[b].name; });
    for (const std::size_t i : order) {
        if (json.size() > 1) {
            json += ',';
        }
        json += tensorText(tensors[i], offsets[i], offsets[i + 1]);
    }
    json += '}';

    constexpr std::size_t lengthBytes = 8;
    const std::size_t used = lengthBytes + json.size();
    json.append((dataAlignment - used % dataAlignment) % dataAlignment, ' ');
    std::string header;
    for (std::size_t i = 0; i < lengthBytes; ++i) {
        header += static_cast<char>(json.size() >> (8 * i) & 0xFF);
    }
    return header + json;
}

struct SafetensorsWriter::State {
    File file;
    std::vector<std::uint64_t> begins;  ///< of each tensor, and the size of the file
    std::uint64_t headerBytes = 0;
};

Result<SafetensorsWriter> SafetensorsWriter::create(
    const std::filesystem::path& path, std::span<const TensorSpec> tensors,
    const std::map<std::string, std::string>& metadata, bool keepExisting) {
    if (const std::optional<std::string> problem = problemOf(tensors)) {
        return Error{ErrorCode::invalidArgument, nameText(path) + ": " + *problem, path};
    }
    Result<File> file = keepExisting ? File::openOrCreate(path) : File::create(path);
    if (!file) {
        return std::move(file).error();
    }
    const std::string header = encodeSafetensorsHeader(tensors, metadata);
    auto state = std::make_unique<State>();
    state->headerBytes = header.size();
    state->begins = offsetsOf(tensors);
    for (std::uint64_t& begin : state->begins) {
        begin += header.size();
    }
    const std::uint64_t fileBytes = state->begins.back();
    Status made = file->resize(fileBytes);
    if (made) {
        made = file->reserve(fileBytes);
    }
    if (made) {
        made = file->writeAt(0, std::as_bytes(std::span(header)));
    }
    if (!made) {
        file->close();
        if (!keepExisting) {
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
        }
        return std::move(made).error();
    }
    state->file = std::move(*file);
    return SafetensorsWriter(std::move(state));
}

SafetensorsWriter::SafetensorsWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SafetensorsWriter::SafetensorsWriter(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter& SafetensorsWriter::operator=(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter::~SafetensorsWriter() = default;

std::uint64_t SafetensorsWriter::offsetOf(std::size_t index) const {
    return m_state->begins[index];
}

Status SafetensorsWriter::write(std::uint64_t offset, std::span<const std::byte> bytes) {
    const std::uint64_t fileBytes = m_state->begins.back();
    if (offset < m_state->headerBytes || offset > fileBytes || bytes.size() > fileBytes - offset) {
        return Error{ErrorCode::invalidArgument,
                     std::to_string(bytes.size()) + " bytes at byte " + std::to_string(offset) +
                         " are not data of " + nameText(m_state->file.path()),
                     m_state->file.path()};
    }
    return m_state->file.writeAt(offset, bytes);
}

Status SafetensorsWriter::sync() {
    return m_state->file.sync();
}

}  // namespace quince
