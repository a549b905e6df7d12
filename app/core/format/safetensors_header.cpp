#include "core/format/safetensors_header.hpp"

#include "core/format/header_json.hpp"
#include "core/format/tensor_size.hpp"

#include <quince/remote_checkpoint.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace quince {

namespace {

//   0          8            8 + n                    end of file
//   | n, u64le | n bytes    | data of every tensor,  |
//   |          | of JSON    | no overlap, no hole    |
constexpr std::uint64_t lengthBytes = 8;
/// The limit of the format's own reader, safetensors/src/tensor.rs MAX_HEADER_SIZE.
constexpr std::uint64_t maxHeaderBytes = 100'000'000;

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

Error malformed(const File& file, const std::string& problem) {
    return {ErrorCode::malformed, nameText(file.path()) + ": " + problem, file.path()};
}

/// The n bytes of JSON.
Result<std::string> readHeaderText(const File& file, std::uint64_t fileBytes) {
    std::array<std::byte, lengthBytes> raw{};
    if (fileBytes >= raw.size()) {
        if (Status read = file.readAt(0, raw); !read) {
            return std::move(read).error();
        }
    }
    const Result<std::uint64_t> end = safetensorsHeaderBytes(raw, fileBytes);
    if (!end) {
        return malformed(file, end.error().message);
    }
    std::string text(static_cast<std::size_t>(*end - lengthBytes), '\0');
    if (Status read = file.readAt(lengthBytes, std::as_writable_bytes(std::span(text))); !read) {
        return std::move(read).error();
    }
    return text;
}

/// Each tensor on its own: its bytes are what its dtype and shape need.
std::optional<std::string> problemOfSizes(const std::vector<TensorInfo>& tensors) {
    for (const TensorInfo& tensor : tensors) {
        if (tensor.begin > tensor.end) {
            return "tensor " + inQuotes(tensor.name) + " begins at byte " + number(tensor.begin) +
                   " and ends at " + number(tensor.end);
        }
        const std::optional<std::uint64_t> bytes = tensorBytes(tensor.dtype, tensor.shape);
        const std::string what = "tensor " + inQuotes(tensor.name) + ", " +
                                 std::string(traits(tensor.dtype).name) + " " +
                                 shapeText(tensor.shape);
        if (!bytes) {
            return what + ": too large, or not a whole number of bytes";
        }
        if (*bytes != tensor.bytes()) {
            return what + ", needs " + number(*bytes) + " bytes but has " + number(tensor.bytes());
        }
    }
    return std::nullopt;
}

std::optional<std::string> problemOfNames(const std::vector<TensorInfo>& tensors) {
    std::vector<const std::string*> names;
    names.reserve(tensors.size());
    for (const TensorInfo& tensor : tensors) {
        names.push_back(&tensor.name);
    }
    std::sort(names.begin(), names.end(), [](auto* a, auto* b) { return *a < *b; });
    const auto twice =
        std::adjacent_find(names.begin(), names.end(), [](auto* a, auto* b) { return *a == *b; });
    if (twice != names.end()) {
        return "tensor " + inQuotes(**twice) + " stands there twice";
    }
    return std::nullopt;
}

/// Together the tensors cover the data. REQUIRES: sorted by their bytes.
std::optional<std::string> problemOfCover(const std::vector<TensorInfo>& tensors,
                                          std::uint64_t dataBytes) {
    std::uint64_t covered = 0;
    const TensorInfo* before = nullptr;
    for (const TensorInfo& tensor : tensors) {
        if (tensor.begin < covered) {
            return "tensors " + inQuotes(before->name) + " and " + inQuotes(tensor.name) +
                   " overlap: one ends at byte " + number(covered) + " of the data, the other " +
                   "begins at " + number(tensor.begin);
        }
        if (tensor.begin > covered) {
            return "bytes " + number(covered) + " to " + number(tensor.begin) +
                   " of the data, before tensor " + inQuotes(tensor.name) + ", belong to no tensor";
        }
        if (tensor.end > dataBytes) {
            return "tensor " + inQuotes(tensor.name) + " ends at byte " + number(tensor.end) +
                   " of the data, but the file has only " + number(dataBytes) +
                   "; perhaps the download is not complete";
        }
        covered = tensor.end;
        before = &tensor;
    }
    if (covered != dataBytes) {
        return "the last " + number(dataBytes - covered) + " bytes belong to no tensor";
    }
    return std::nullopt;
}

}  // namespace

Result<std::uint64_t> safetensorsHeaderBytes(const std::array<std::byte, 8>& start,
                                             std::uint64_t fileBytes) {
    const auto refused = [](const std::string& problem) {
        return Error{ErrorCode::malformed, problem, {}};
    };
    if (fileBytes < lengthBytes) {
        return refused("it has " + number(fileBytes) + " bytes, too few for a safetensors file");
    }
    std::uint64_t length = 0;
    for (std::size_t i = start.size(); i > 0; --i) {
        length = length << 8 | std::to_integer<std::uint64_t>(start[i - 1]);
    }
    if (length == 0) {
        return refused("the header is empty");
    }
    if (length > maxHeaderBytes) {
        return refused("the header would have " + number(length) + " bytes; at most " +
                       number(maxHeaderBytes) + " are allowed");
    }
    if (length > fileBytes - lengthBytes) {
        return refused("the header would have " + number(length) +
                       " bytes, but the file has only " + number(fileBytes));
    }
    return lengthBytes + length;
}

Result<SafetensorsHeader> readHeaderOf(const File& file, std::uint32_t shard) {
    const Result<std::uint64_t> fileBytes = file.size();
    return fileBytes ? readHeaderOf(file, shard, *fileBytes) : fileBytes.error();
}

Result<SafetensorsHeader> readHeaderOf(const File& file, std::uint32_t shard,
                                       std::uint64_t fileBytes) {
    const Result<std::string> text = readHeaderText(file, fileBytes);
    if (!text) {
        return text.error();
    }
    Result<HeaderJson> json = parseHeaderJson(*text);
    if (!json) {
        return malformed(file, json.error().message);
    }
    std::vector<TensorInfo> tensors = std::move(json->tensors);
    std::sort(tensors.begin(), tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    const std::uint64_t dataBegin = lengthBytes + text->size();
    std::optional<std::string> problem = problemOfNames(tensors);
    if (!problem) {
        problem = problemOfSizes(tensors);
    }
    if (!problem) {
        problem = problemOfCover(tensors, fileBytes - dataBegin);
    }
    if (problem) {
        return malformed(file, *problem);
    }
    for (TensorInfo& tensor : tensors) {
        tensor.shard = shard;
        tensor.begin += dataBegin;
        tensor.end += dataBegin;
    }
    return SafetensorsHeader{std::move(tensors), std::move(json->metadata), fileBytes};
}

Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& file,
                                                std::uint32_t shard) {
    const Result<File> opened = File::openForReading(file);
    if (!opened) {
        return opened.error();
    }
    return readHeaderOf(*opened, shard);
}

}  // namespace quince
