#include "core/model/weight_index.hpp"

#include "core/base/file.hpp"
#include "core/format/tensor_size.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace quince {

namespace {

constexpr std::uint64_t maxIndexBytes = 256'000'000;

/// Hears tensor and file of each entry of "weight_map"; both may be moved from.
using Heard = std::function<void(std::string& tensor, std::string& file)>;

/// Listens to the parser, so that the tree of a large index is never made.
class IndexListener : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit IndexListener(const Heard& heard) : m_heard(heard) {}

    std::string problem = "it is not a JSON object";  ///< of an index that is refused
    bool isObject = false;
    bool hasEntries = false;
    std::optional<std::uint64_t> totalSize;

    bool null() override { return other(); }
    bool boolean(bool) override { return other(); }
    bool number_integer(number_integer_t) override { return other(); }
    bool number_float(number_float_t, const string_t&) override { return other(); }
    bool binary(binary_t&) override { return other(); }
    bool start_array(std::size_t) override { return other() && enter(); }
    bool end_array() override { return leave(); }
    bool end_object() override { return leave(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }

    bool number_unsigned(number_unsigned_t value) override {
        if (m_depth == 2 && m_part == "metadata" && m_key == "total_size") {
            totalSize = value;
        }
        return other();
    }

    bool start_object(std::size_t) override {
        isObject = isObject || m_depth == 0;
        return other() && enter();
    }

    bool key(string_t& name) override {
        (m_depth == 1 ? m_part : m_key) = name;
        return true;
    }

    bool string(string_t& value) override {
        if (!isInMap()) {
            return other();
        }
        hasEntries = true;
        m_heard(m_key, value);
        return true;
    }

private:
    [[nodiscard]] bool isInMap() const { return m_depth == 2 && m_part == "weight_map"; }

    /// Anything but a string: no place in the map, and no whole index either.
    bool other() {
        if (isInMap()) {
            problem = "weight_map has no file name for tensor " + inQuotes(m_key);
        }
        return !isInMap() && (m_depth > 0 || isObject);
    }
    bool enter() {
        ++m_depth;
        return true;
    }
    bool leave() {
        --m_depth;
        return true;
    }

    const Heard& m_heard;
    std::string m_part;  ///< the key of the outermost object
    std::string m_key;   ///< the last key below it
    int m_depth = 0;
};

Error malformed(const std::filesystem::path& path, const std::string& problem) {
    return {ErrorCode::malformed, nameText(path) + ": " + problem, path};
}

/// Gives "total_size".
Result<std::optional<std::uint64_t>> listen(const std::filesystem::path& path, const Heard& heard) {
    const Result<std::string> text = readWholeFile(path, maxIndexBytes);
    if (!text) {
        return text.error();
    }
    IndexListener listener(heard);
    if (!nlohmann::json::sax_parse(*text, &listener)) {
        return malformed(path, listener.problem);
    }
    if (!listener.hasEntries) {
        return malformed(path, "it has no weight_map that names tensors");
    }
    return listener.totalSize;
}

/// A name that stays in its folder under the rules of every system.
bool isPlainShardName(const std::string& name) {
    constexpr std::string_view ending = ".safetensors";
    const bool hasOddLetter = std::any_of(name.begin(), name.end(), [](char letter) {
        return letter == '/' || letter == '\\' || letter == ':' ||
               static_cast<unsigned char>(letter) < 0x20;
    });
    return !hasOddLetter && name.size() > ending.size() && name.front() != '.' &&
           name.ends_with(ending);
}

}  // namespace

Result<WeightIndex> readWeightIndex(const std::filesystem::path& path) {
    std::map<std::string, std::string> fileOf;  // of a key that stands twice the last value wins
    const auto totalSize = listen(path, [&](std::string& tensor, std::string& file) {
        fileOf.insert_or_assign(std::move(tensor), std::move(file));
    });
    if (!totalSize) {
        return totalSize.error();
    }
    std::map<std::string, std::size_t> shards;
    for (const auto& [tensor, file] : fileOf) {
        if (!isPlainShardName(file)) {
            return malformed(path, "weight_map puts tensor " + inQuotes(tensor) + " into " +
                                       inQuotes(file) +
                                       ", which is not the name of a .safetensors file in this "
                                       "folder");
        }
        shards.emplace(file, 0);
    }
    WeightIndex index;
    index.totalSize = *totalSize;
    for (auto& [name, place] : shards) {
        place = index.names.size();
        index.names.push_back(name);
    }
    for (const auto& [tensor, file] : fileOf) {
        index.entries.push_back({tensor, shards.at(file)});
    }
    return index;
}

Result<std::set<std::string>> readIndexedFiles(const std::filesystem::path& path) {
    std::set<std::string> files;
    const std::string* last = nullptr;  // neighbours mostly share a shard
    const auto heard = listen(path, [&](const std::string&, const std::string& file) {
        if (last == nullptr || *last != file) {
            last = &*files.insert(file).first;
        }
    });
    if (!heard) {
        return heard.error();
    }
    return files;
}

}  // namespace quince
